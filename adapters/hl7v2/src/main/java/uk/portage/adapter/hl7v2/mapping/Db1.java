package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.identifier;

import org.hl7.fhir.r4.model.DomainResource;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** DB1, a disability, as an extension: FHIR R4 has no element for it. */
final class Db1 {

    private static final FieldTable TABLE = FieldTable.of(
            code(2, "disabled-person", "0334"),
            identifier(3, "disabled-person-identifier"),
            code(4, "disability-indicator", "0136"),
            dateTime(5, "disability-start"),
            dateTime(6, "disability-end"),
            dateTime(7, "disability-return-to-work"),
            dateTime(8, "disability-unable-to-work"));

    private Db1() {}

    static void onto(DomainResource about, Segment db1, TargetBundle target) {
        TABLE.group("disability", db1, target).ifPresent(about::addExtension);
    }
}
