package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;

import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.Medication.MedicationIngredientComponent;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** RXC, a component of a mixture, as an ingredient of the Medication. */
final class Rxc {

    private static final FieldTable TABLE =
            FieldTable.of(code(1, "component-type", "0166"), localCode(7, "supplementary-code"));

    private Rxc() {}

    static void onto(Medication medication, Segment rxc, TargetBundle target) {
        MedicationIngredientComponent ingredient = medication.addIngredient();
        ingredient.setItem(
                Cwe.concept(rxc.field(2), target, Systems.table("0292")).orElseGet(Obx::unknownCode));
        amount("component-amount", rxc.field(3), rxc.field(4), ingredient, target);
        amount("component-strength", rxc.field(5), rxc.field(6), ingredient, target);
        amount("component-volume", rxc.field(8), rxc.field(9), ingredient, target);
        TABLE.carry(rxc, ingredient::addExtension, target);
        target.carryRemovals(rxc, medication);
    }

    /** FHIR's strength is a ratio: which of these amounts it is made of, and to how much of the whole, RXC leaves open. */
    private static void amount(
            String name, Element number, Element unit, MedicationIngredientComponent ingredient, TargetBundle target) {
        Amount.optional(number, unit, target)
                .ifPresent(amount -> ingredient.addExtension(Extensions.own(name, amount)));
    }
}
