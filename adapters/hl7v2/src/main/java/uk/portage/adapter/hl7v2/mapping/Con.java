package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.DomainResource;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** CON, a consent the person gave or refused, as an extension. Who may see the record is not told by it. */
final class Con {

    private static final FieldTable TABLE = FieldTable.of(
            code(2, "consent-type", "0496"),
            text(3, "consent-form"),
            entity(4, "consent-form-number"),
            text(5, "consent-text"),
            text(6, "consent-subject-text"),
            text(7, "consent-background"),
            text(8, "consent-subject-background"),
            code(9, "consenter-imposed-limitation", "0497"),
            code(10, "consent-mode", "0497"),
            code(11, "consent-status", "0498"),
            dateTime(12, "consent-discussed"),
            dateTime(13, "consent-decided"),
            dateTime(14, "consent-effective"),
            dateTime(15, "consent-end"),
            code(16, "subject-competence", "0136"),
            code(17, "translator-assistance", "0136"),
            code(18, "translated-to", "0296"),
            code(19, "informational-material", "0136"),
            code(20, "consent-bypass-reason", "0499"),
            code(21, "consent-disclosure-level", "0500"),
            code(22, "consent-non-disclosure-reason", "0501"),
            code(23, "non-subject-consenter-reason", "0502"),
            person(24, "consenter"),
            code(25, "relationship-to-subject", "0548"));

    private Con() {}

    static void onto(DomainResource about, Segment con, TargetBundle target) {
        TABLE.group("consent", con, target).ifPresent(about::addExtension);
    }
}
