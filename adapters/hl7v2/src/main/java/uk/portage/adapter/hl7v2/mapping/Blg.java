package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.identifier;

import org.hl7.fhir.r4.model.DomainResource;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** BLG, who is billed for an order, as an extension. */
final class Blg {

    private static final FieldTable TABLE = FieldTable.of(
            code(1, "when-to-charge", "0100"),
            code(2, "charge-type", "0122"),
            identifier(3, "account"),
            code(4, "charge-type-reason", "0475"));

    private Blg() {}

    static void onto(DomainResource about, Segment blg, TargetBundle target) {
        TABLE.group("billing", blg, target).ifPresent(about::addExtension);
    }
}
