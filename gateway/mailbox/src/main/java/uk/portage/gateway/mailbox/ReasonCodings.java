package uk.portage.gateway.mailbox;

import static uk.portage.gateway.transfer.RejectionReason.DUPLICATE;
import static uk.portage.gateway.transfer.RejectionReason.INVALID_CONTENT;
import static uk.portage.gateway.transfer.RejectionReason.OTHER;
import static uk.portage.gateway.transfer.RejectionReason.PATIENT_DECEASED;
import static uk.portage.gateway.transfer.RejectionReason.PATIENT_NOT_KNOWN;
import static uk.portage.gateway.transfer.RejectionReason.PATIENT_NO_LONGER_HERE;
import static uk.portage.gateway.transfer.RejectionReason.UNAUTHORISED_SENDER;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import uk.portage.gateway.transfer.RejectionReason;

/** The codings by which a destination may say why it rejects a record, and what each means here. */
final class ReasonCodings {

    /** The response codes of ITK3. */
    static final String ITK = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1";

    /** The notices of ADW (SCCI2075) are told by their SNOMED CT codes. */
    static final String SNOMED = "http://snomed.info/sct";

    private static final Map<String, RejectionReason> FOREIGN = foreign();

    private ReasonCodings() {}

    private static Map<String, RejectionReason> foreign() {
        Map<String, RejectionReason> table = new HashMap<>();
        // Header and processing. What a code says beyond the reason it means here stays with the Task.
        for (int code = 10001; code <= 10010; code++) {
            table.put(ITK + "|" + code, OTHER);
        }
        for (int code = 20001; code <= 20015; code++) {
            table.put(ITK + "|" + code, OTHER);
        }
        // 20013 is success, and no reason to reject; nor is 30001, that the person is known.
        table.remove(ITK + "|20013");
        // Attachments of a type that is not supported or differs from what was said; payload; size.
        table.put(ITK + "|20004", INVALID_CONTENT);
        table.put(ITK + "|20005", INVALID_CONTENT);
        table.put(ITK + "|20009", INVALID_CONTENT);
        table.put(ITK + "|20015", INVALID_CONTENT);
        // The message, and the document.
        table.put(ITK + "|20007", DUPLICATE);
        table.put(ITK + "|20008", DUPLICATE);
        table.put(ITK + "|20012", UNAUTHORISED_SENDER);
        table.put(ITK + "|30002", PATIENT_NOT_KNOWN);
        table.put(ITK + "|30003", PATIENT_NO_LONGER_HERE);
        table.put(ITK + "|30004", PATIENT_DECEASED);
        // That an assessment notice, a discharge notice or a withdrawal is rejected; ADW does not say why.
        table.put(SNOMED + "|975721000000102", OTHER);
        table.put(SNOMED + "|975831000000106", OTHER);
        table.put(SNOMED + "|1025641000000106", OTHER);
        return Map.copyOf(table);
    }

    /** What a coding of another system than ours means here; empty if it is none of the table's. */
    static Optional<RejectionReason> foreign(Coding coding) {
        return Optional.ofNullable(FOREIGN.get(text(coding)));
    }

    /** System, a stroke and the code. */
    static String text(Coding coding) {
        return coding.getSystem() + "|" + coding.getCode();
    }

    static Coding coding(String text) {
        int stroke = text.lastIndexOf('|');
        return new Coding(text.substring(0, stroke), text.substring(stroke + 1), null);
    }
}
