package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.DomainResource;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** UB2, billing details that only some countries fill, as an extension: what is in them is kept, not explained. */
final class Ub2 {

    private static final FieldTable TABLE = FieldTable.of(
            text(2, "co-insurance-days"),
            code(3, "condition", "0043"),
            text(4, "covered-days"),
            text(5, "non-covered-days"),
            text(6, "value-amount"),
            text(7, "occurrence"),
            text(8, "occurrence-span"),
            text(9, "locator-2"),
            text(10, "locator-11"),
            text(11, "locator-31"),
            text(12, "document-control-number"),
            text(13, "locator-49"),
            text(14, "locator-56"),
            text(15, "locator-57"),
            text(16, "locator-78"),
            number(17, "special-visit-count"));

    private Ub2() {}

    static void onto(DomainResource about, Segment ub2, TargetBundle target) {
        TABLE.group("billing-2", ub2, target).ifPresent(about::addExtension);
    }
}
