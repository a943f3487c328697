package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.quantity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.DomainResource;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** AUT, what an insurer authorised, as an extension of the request. */
final class Aut {

    private static final FieldTable TABLE = FieldTable.of(
            code(1, "authorising-plan", "0072"),
            code(2, "authorising-company", "0285"),
            text(3, "authorising-company-name"),
            dateTime(4, "authorisation-effective"),
            dateTime(5, "authorisation-expiry"),
            entity(6, "authorisation-identifier"),
            text(7, "reimbursement-limit"),
            quantity(8, "requested-treatments"),
            quantity(9, "authorised-treatments"),
            dateTime(10, "processed"),
            localCode(11, "requested-discipline"),
            localCode(12, "authorised-discipline"));

    private Aut() {}

    static void onto(DomainResource about, Segment aut, TargetBundle target) {
        TABLE.group("authorisation", aut, target).ifPresent(about::addExtension);
    }
}
