package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.DomainResource;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** VAR, a deviation from what was planned, as an extension of the problem, goal or pathway. */
final class Var {

    private static final FieldTable TABLE = FieldTable.of(
            entity(1, "variance-identifier"),
            dateTime(2, "variance-documented"),
            dateTime(3, "variance-stated"),
            person(4, "variance-originator"),
            localCode(5, "variance-classification"),
            text(6, "variance-description"));

    private Var() {}

    static void onto(DomainResource about, Segment var, TargetBundle target) {
        TABLE.group("variance", var, target).ifPresent(about::addExtension);
    }
}
