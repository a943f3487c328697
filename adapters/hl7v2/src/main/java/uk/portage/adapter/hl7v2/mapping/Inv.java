package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.quantity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.Specimen;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** INV (HL7 v2.5.1 section 13.4.4), what a specimen's container holds, as an extension of the Specimen. */
final class Inv {

    private static final FieldTable TABLE = FieldTable.of(
            code(1, "substance", "0451"),
            code(2, "substance-status", "0383"),
            code(3, "substance-type", "0384"),
            localCode(4, "container"),
            localCode(5, "carrier"),
            localCode(6, "position-in-carrier"),
            number(7, "initial-quantity"),
            number(8, "current-quantity"),
            number(9, "available-quantity"),
            number(10, "consumption-quantity"),
            localCode(11, "quantity-units"),
            dateTime(12, "substance-expiry"),
            dateTime(13, "first-used"),
            text(14, "on-board-stability"),
            localCode(15, "test"),
            text(16, "manufacturer-lot"),
            localCode(17, "manufacturer"),
            localCode(18, "supplier"),
            quantity(19, "on-board-stability-time"),
            quantity(20, "target-value"));

    private Inv() {}

    static void onto(Specimen specimen, Segment inv, TargetBundle target) {
        TABLE.group("container-inventory", inv, target).ifPresent(specimen::addExtension);
    }
}
