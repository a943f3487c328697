package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.DomainResource;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** UB1, billing details that only some countries fill, as an extension: what is in them is kept, not explained. */
final class Ub1 {

    private static final FieldTable TABLE = FieldTable.of(
            number(2, "blood-deductible"),
            number(3, "blood-furnished-pints"),
            number(4, "blood-replaced-pints"),
            number(5, "blood-not-replaced-pints"),
            number(6, "co-insurance-days"),
            text(7, "condition"),
            number(8, "covered-days"),
            number(9, "non-covered-days"),
            text(10, "value-amount"),
            number(11, "grace-days"),
            localCode(12, "special-program"),
            localCode(13, "review-approval"),
            dateTime(14, "review-approval-from"),
            dateTime(15, "review-approval-to"),
            text(16, "occurrence"),
            localCode(17, "occurrence-span"),
            dateTime(18, "occurrence-span-start"),
            dateTime(19, "occurrence-span-end"),
            text(20, "locator-2"),
            text(21, "locator-9"),
            text(22, "locator-27"),
            text(23, "locator-45"));

    private Ub1() {}

    static void onto(DomainResource about, Segment ub1, TargetBundle target) {
        TABLE.group("billing-1", ub1, target).ifPresent(about::addExtension);
    }
}
