package uk.portage.gateway.transfer;

import java.util.Arrays;
import java.util.Optional;

/**
 * Why a destination rejected a record. Codes follow the ITK3 response codes where these have one; stored for ever.
 */
public enum RejectionReason {
    PATIENT_NOT_KNOWN("30002", "the person is not known here"),
    PATIENT_NO_LONGER_HERE("30003", "the person is no longer cared for here"),
    PATIENT_DECEASED("30004", "the person has died"),
    WRONG_PATIENT("wrong-patient", "the record is about someone else"),
    DUPLICATE("20007", "the record was received before"),
    UNAUTHORISED_SENDER("20012", "the sender may not send this"),
    INVALID_CONTENT("20009", "the content cannot be used"),
    OTHER("other", "another reason");

    private final String code;
    private final String meaning;

    RejectionReason(String code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public String code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }

    public static Optional<RejectionReason> ofCode(String code) {
        return Arrays.stream(values()).filter(r -> r.code.equals(code)).findFirst();
    }
}
