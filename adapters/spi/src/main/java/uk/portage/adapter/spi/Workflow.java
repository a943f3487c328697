package uk.portage.adapter.spi;

import java.util.Arrays;
import java.util.Optional;

/** What a record is for. Each workflow has a time target and a cutoff in the gateway's configuration. */
public enum Workflow {
    ADMISSION_NOTICE("admission-notice"),
    DISCHARGE_NOTICE("discharge-notice"),
    TRANSFER_NOTICE("transfer-notice"),
    CANCELLATION_NOTICE("cancellation-notice"),
    ATTENDANCE_NOTICE("attendance-notice"),
    DISCHARGE_SUMMARY("discharge-summary"),
    TEST_RESULT("test-result"),
    DOCUMENT("document"),
    APPOINTMENT("appointment"),
    REFERRAL("referral"),
    ORDER("order"),
    MEDICATION("medication"),
    IMMUNISATION("immunisation"),
    DEMOGRAPHICS_UPDATE("demographics-update"),
    IDENTITY_MERGE("identity-merge"),
    SOCIAL_CARE_EVENT("social-care-event"),
    CARE_PLAN("care-plan"),
    ACCOUNT("account"),
    /** A person's record that a destination has asked its organisation for. */
    RECORD_ON_REQUEST("record-on-request"),
    /** The document could not be read far enough to know, or is of a type that no purpose is known of. */
    UNKNOWN("unknown");

    private final String code;

    Workflow(String code) {
        this.code = code;
    }

    /** The stable name used in the ledger, the API and configuration. */
    public String code() {
        return code;
    }

    public static Optional<Workflow> ofCode(String code) {
        return Arrays.stream(values()).filter(w -> w.code.equals(code)).findFirst();
    }
}
