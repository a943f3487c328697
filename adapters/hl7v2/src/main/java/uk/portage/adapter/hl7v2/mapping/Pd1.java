package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.identifier;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;

import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.datatype.Xon;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** PD1 as further elements of Patient: above all the GP and the GP practice. */
final class Pd1 {

    private static final FieldTable TABLE = FieldTable.of(
            code(1, "living-dependency", "0223"),
            code(2, "living-arrangement", "0220"),
            code(5, "student-indicator", "0231"),
            code(6, "handicap", "0295"),
            code(7, "living-will", "0315"),
            code(8, "organ-donor", "0316"),
            code(9, "separate-bill", "0136"),
            identifier(10, "duplicate-patient"),
            code(11, "publicity", "0215"),
            code(12, "protection-indicator", "0136"),
            dateTime(13, "protection-effective-date"),
            organisation(14, "place-of-worship"),
            code(15, "advance-directive", "0435"),
            code(16, "immunization-registry-status", "0441"),
            dateTime(17, "immunization-registry-status-date"),
            dateTime(18, "publicity-effective-date"),
            code(19, "military-branch", "0140"),
            code(20, "military-rank", "0141"),
            code(21, "military-status", "0142"));

    private Pd1() {}

    static void onto(Patient patient, Segment pd1, TargetBundle target) {
        pd1.repetitions(4).forEach(xcn -> Xcn.reference(xcn, target).ifPresent(patient::addGeneralPractitioner));
        pd1.repetitions(3)
                .forEach(xon -> Xon.organization(xon, target)
                        .ifPresent(practice -> patient.addGeneralPractitioner(TargetBundle.to(practice))));
        TABLE.carry(pd1, patient, target);
        if (pd1.text(12).equalsIgnoreCase("Y")) {
            Sensitivity.restrict(pd1.field(12), patient, target);
        }
        target.carryRemovals(pd1, patient);
    }
}
