package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.CodeMaps;

/**
 * ZU8 (ITK specification section 5.18): whether a person's whereabouts are hidden, and whether the person agreed to
 * share. Someone may be in danger from someone: what this segment says is never dropped, and a code of location hiding
 * that nobody knows hides.
 */
final class Zu8 {

    private static final String SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope";
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private static final String EXPRESS_CONSENT = "1";

    private static final FieldTable TABLE =
            FieldTable.of(code(1, "sexual-orientation", "ZU032"), code(3, "summary-care-record-consent", "ZU058"));

    private Zu8() {}

    static void onto(Patient patient, Segment zu8, TargetBundle target) {
        TABLE.carry(zu8, patient, target);
        locationHiding(zu8.field(4), patient, target);
        consent(zu8, patient, target);
        target.carryRemovals(zu8, patient);
    }

    private static void locationHiding(Element code, Patient patient, TargetBundle target) {
        Cwe.mapped(code, target, CodeMapNames.LOCATION_HIDING, Systems.table("ZU057"))
                .ifPresent(c -> patient.addExtension(Extensions.own("location-hiding", c)));
        String text = code.text();
        Optional<String> confidentiality =
                target.find(CodeMapNames.LOCATION_HIDING, text).map(CodeMaps.Target::code);
        if (!text.isEmpty() && !confidentiality.filter("N"::equals).isPresent()) {
            Sensitivity.restrict(code, confidentiality.orElse("R"), patient, target);
        }
    }

    /** No value implies consent (ITK reference table ZU056), and is not told as one. */
    private static void consent(Segment zu8, Patient patient, TargetBundle target) {
        Element code = zu8.field(2);
        String text = code.text();
        if (text.isEmpty()) {
            return;
        }
        Optional<CodeableConcept> concept = Cwe.concept(code, target, Systems.table("ZU056"));
        boolean dissent = text.equals(Sensitivity.EXPRESS_DISSENT);
        if (!dissent && !text.equals(EXPRESS_CONSENT)) {
            concept.ifPresent(c -> patient.addExtension(Extensions.own("consent-to-share", c)));
            return;
        }
        Consent consent = target.add(new Consent(), zu8.path());
        consent.setStatus(ConsentState.ACTIVE);
        consent.getScope().addCoding().setSystem(SCOPE).setCode("patient-privacy");
        consent.addCategory().addCoding().setSystem(CATEGORY).setCode("INFA");
        consent.setPatient(TargetBundle.to(patient));
        consent.getPolicyRule().setText("Detailed Care Record consent to share");
        consent.getProvision().setType(dissent ? ConsentProvisionType.DENY : ConsentProvisionType.PERMIT);
        concept.ifPresent(c -> consent.getProvision().addExtension(Extensions.own("consent-to-share", c)));
        if (dissent) {
            Sensitivity.dissent(code, target);
        }
    }
}
