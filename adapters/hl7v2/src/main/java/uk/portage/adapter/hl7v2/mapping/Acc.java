package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.address;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.DomainResource;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** ACC, an accident that the visit follows from, as an extension. */
final class Acc {

    private static final FieldTable TABLE = FieldTable.of(
            dateTime(1, "accident-time"),
            code(2, "accident-type", "0050"),
            text(3, "accident-location"),
            code(4, "accident-state", "0347"),
            code(5, "accident-job-related", "0136"),
            code(6, "accident-death", "0136"),
            person(7, "entered-by"),
            text(8, "accident-description"),
            text(9, "accident-brought-in-by"),
            code(10, "police-notified", "0136"),
            address(11, "accident-address"),
            number(12, "degree-of-patient-liability"),
            entity(13, "accident-identifier"));

    private Acc() {}

    static void onto(DomainResource about, Segment acc, TargetBundle target) {
        TABLE.group("accident", acc, target).ifPresent(about::addExtension);
    }
}
