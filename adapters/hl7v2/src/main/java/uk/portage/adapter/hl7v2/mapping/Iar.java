package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.DomainResource;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** IAR, a reaction to an allergen with its history, as an extension of the allergy. */
final class Iar {

    private static final FieldTable TABLE = FieldTable.of(
            localCode(1, "reaction"),
            localCode(2, "allergy-severity"),
            localCode(3, "sensitivity-to-agent"),
            text(4, "management"));

    private Iar() {}

    static void onto(DomainResource about, Segment iar, TargetBundle target) {
        TABLE.group("allergy-reaction", iar, target).ifPresent(about::addExtension);
    }
}
