package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** ARV (HL7 v2.6 section 3.4.14): who may not see what of this person. The whole record is marked as restricted. */
final class Arv {

    private static final String DELETE = "D";

    private static final FieldTable TABLE = FieldTable.of(
            code(2, "access-restriction-action", "0206"),
            code(3, "access-restriction", "0717"),
            code(4, "access-restriction-reason", "0719"),
            text(5, "access-restriction-instructions"));

    private Arv() {}

    static void onto(Patient patient, Segment arv, TargetBundle target) {
        TABLE.carry(arv, patient, target);
        Ts.range(arv.field(6), target)
                .ifPresent(period -> patient.addExtension(Extensions.own("access-restriction-period", period)));
        if (arv.has(3) && !arv.text(2).equalsIgnoreCase(DELETE)) {
            Sensitivity.restrict(arv.field(3), patient, target);
        }
        target.carryRemovals(arv, patient);
    }
}
