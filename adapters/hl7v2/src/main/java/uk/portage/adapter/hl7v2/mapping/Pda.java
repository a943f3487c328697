package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.location;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.period;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;

import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** PDA, what is known of a death and an autopsy, as an extension of the person. */
final class Pda {

    private static final FieldTable TABLE = FieldTable.of(
            localCode(1, "death-cause"),
            location(2, "death-location"),
            code(3, "death-certified", "0136"),
            dateTime(4, "death-certificate-signed"),
            person(5, "death-certified-by"),
            code(6, "autopsy", "0136"),
            period(7, "autopsy-time"),
            person(8, "autopsy-performed-by"),
            code(9, "coroner", "0136"));

    private Pda() {}

    static void onto(Patient patient, Segment pda, TargetBundle target) {
        TABLE.group("death-and-autopsy", pda, target).ifPresent(patient::addExtension);
    }
}
