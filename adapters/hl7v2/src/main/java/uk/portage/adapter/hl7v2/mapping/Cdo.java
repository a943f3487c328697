package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.quantity;

import org.hl7.fhir.r4.model.DomainResource;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** CDO, how much of a medicine may be given in all, as an extension. */
final class Cdo {

    private static final FieldTable TABLE = FieldTable.of(
            code(2, "action", "0206"),
            quantity(3, "cumulative-dosage-limit"),
            quantity(4, "cumulative-dosage-limit-time"));

    private Cdo() {}

    static void onto(DomainResource about, Segment cdo, TargetBundle target) {
        TABLE.group("cumulative-dosage", cdo, target).ifPresent(about::addExtension);
    }
}
