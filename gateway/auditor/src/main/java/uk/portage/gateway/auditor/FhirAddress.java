package uk.portage.gateway.auditor;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.ledger.QuestionKind;

/** The closed list of what can be asked of the auditor's side as FHIR R4, below {@code /audit/fhir}. */
enum FhirAddress {
    METADATA("/metadata", Optional.empty()),
    MEASURE("/Measure/portability", Optional.empty()),
    EVALUATE_MEASURE("/Measure/portability/\\$evaluate-measure", Optional.of(QuestionKind.MEASURE_REPORT)),
    AUDIT_EVENT_SEARCH("/AuditEvent", Optional.of(QuestionKind.AUDIT_EVENTS)),
    AUDIT_EVENT_EXPORT("/AuditEvent/\\$export", Optional.of(QuestionKind.AUDIT_EVENTS)),
    AUDIT_EVENT("/AuditEvent/([1-9][0-9]{0,17})", Optional.of(QuestionKind.AUDIT_EVENTS));

    private final Pattern path;
    private final Optional<QuestionKind> question;

    FhirAddress(String path, Optional<QuestionKind> question) {
        this.path = Pattern.compile(path);
        this.question = question;
    }

    /** @param path whose group is what stands in it */
    record Asked(FhirAddress address, Matcher path) {}

    static Optional<Asked> of(String path) {
        return Arrays.stream(values())
                .map(address -> new Asked(address, address.path.matcher(path)))
                .filter(asked -> asked.path().matches())
                .findFirst();
    }

    /** What is asked of the ledger there; empty if nothing is. */
    Optional<QuestionKind> question() {
        return question;
    }
}
