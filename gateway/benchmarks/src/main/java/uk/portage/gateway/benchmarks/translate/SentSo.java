package uk.portage.gateway.benchmarks.translate;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import uk.portage.fhir.profiles.FullValidator;

/**
 * Whether an error of a bundle is the sender's own: a code that it says is of a system which does not have it, or an
 * object identifier of a shape that there is none of. To write anything else would alter the record. Only these two are
 * known here, and each is held against the bytes of the message; every other error is the translation's.
 */
final class SentSo {

    private static final String CODE_NOT_IN_SYSTEM = "Terminology_PassThrough_TX_Message";
    private static final String NO_OBJECT_IDENTIFIER = "Type_Specific_Checks_DT_OID_Valid";
    private static final String OID = "urn:oid:";

    /** How HL7 table 0396 names a system whose codes the validator knows. */
    private static final Map<String, String> NAMES = Map.of("http://dicom.nema.org/resources/ontology/DCM", "DCM");

    private SentSo() {}

    static boolean explains(FullValidator.Issue issue, Bundle bundle, byte[] message) {
        String sent = new String(message, StandardCharsets.ISO_8859_1);
        List<Base> places = FhirContext.forR4Cached().newFhirPath().evaluate(bundle, issue.path(), Base.class);
        return switch (issue.messageId()) {
            case NO_OBJECT_IDENTIFIER -> !places.isEmpty() && places.stream().allMatch(p -> oid(p, sent));
            case CODE_NOT_IN_SYSTEM -> !places.isEmpty() && places.stream().allMatch(p -> code(p, sent));
            default -> false;
        };
    }

    private static boolean oid(Base place, String sent) {
        return Optional.ofNullable(place.primitiveValue())
                .filter(uri -> uri.startsWith(OID))
                .map(uri -> stands(sent, "[|^&~]" + Pattern.quote(uri.substring(OID.length())) + "[|^&~\\r]"))
                .orElse(false);
    }

    private static boolean code(Base place, String sent) {
        return (place instanceof CodeableConcept concept
                        ? concept.getCoding().stream()
                        : Stream.of(place).filter(Coding.class::isInstance).map(Coding.class::cast))
                .filter(coding -> NAMES.containsKey(coding.getSystem()))
                .anyMatch(coding -> stands(
                        sent,
                        "[|^~]" + Pattern.quote(coding.getCode()) + "\\^[^|^~]*\\^"
                                + Pattern.quote(NAMES.get(coding.getSystem())) + "[|^~\\r]"));
    }

    private static boolean stands(String sent, String expression) {
        return Pattern.compile(expression).matcher(sent).find();
    }
}
