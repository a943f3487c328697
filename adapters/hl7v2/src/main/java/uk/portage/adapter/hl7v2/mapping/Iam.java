package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Locale;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** IAM, an adverse reaction with its history, as AllergyIntolerance. */
final class Iam {

    private static final FieldTable TABLE = FieldTable.of(
            code(6, "allergy-action", "0323"),
            text(8, "allergy-action-reason"),
            code(9, "sensitivity-to-agent", "0436"),
            code(10, "allergen-group", "0127"),
            text(12, "onset-text"),
            text(14, "reported-by"),
            code(15, "reporter-relationship", "0063"),
            code(16, "alert-device", "0437"),
            organisation(19, "statused-by-organisation"),
            dateTime(20, "statused-at"));

    private Iam() {}

    static AllergyIntolerance allergy(Segment iam, Patient patient, TargetBundle target) {
        AllergyIntolerance allergy = target.add(new AllergyIntolerance(), iam.path());
        allergy.setPatient(TargetBundle.to(patient));
        status(iam, allergy, target);
        Al1.type(iam.field(2), allergy, target);
        Al1.substance(iam.field(3), allergy, target);
        Al1.severity(iam.field(4), iam.repetitions(5), allergy, target);
        Cx.entity(iam.field(7), target).ifPresent(allergy::addIdentifier);
        Ts.dateTime(iam.field(11), target).ifPresent(allergy::setOnset);
        Ts.dateTime(iam.field(13), target).ifPresent(allergy::setRecordedDateElement);
        Xcn.reference(iam.field(18), target).ifPresent(allergy::setRecorder);
        TABLE.carry(iam, allergy, target);
        target.carryRemovals(iam, allergy);
        return allergy;
    }

    /**
     * IAM-17 (HL7 table 0438) says how certain the allergy is. IAM-6 D takes the entry back; without a reason that is
     * told as it is sent, not as an error.
     */
    private static void status(Segment iam, AllergyIntolerance allergy, TargetBundle target) {
        Element code = iam.field(17);
        String verification = switch (code.text().toUpperCase(Locale.ROOT)) {
            case "C" -> "confirmed";
            case "E" -> "entered-in-error";
            case "I" -> "refuted";
            default -> "unconfirmed";
        };
        CodeableConcept status = allergy.getVerificationStatus();
        status.addCoding().setSystem(Al1.VERIFICATION).setCode(verification);
        Cwe.concept(code, target, Systems.table("0438"))
                .ifPresent(c -> status.addExtension(Extensions.sourceCode(Cwe.first(c))));
        boolean deleted = iam.text(6).equalsIgnoreCase("D");
        if (!verification.equals("entered-in-error")) {
            allergy.getClinicalStatus().addCoding().setSystem(Al1.CLINICAL).setCode(deleted ? "inactive" : "active");
        }
    }
}
