package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.address;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.location;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.telecom;

import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationRequest;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** RXO, a medicine as it was asked for, as MedicationRequest (HL7 v2.5 section 4.14.1). */
final class Rxo {

    private static final FieldTable TABLE = FieldTable.of(
            localCode(10, "requested-dispense-code"),
            person(14, "prescriber"),
            person(15, "verified-by"),
            code(16, "needs-human-review", "0136"),
            localCode(24, "supplementary-code"),
            code(27, "pharmacy-order-type", "0480"),
            number(28, "dispensing-interval"),
            entity(29, "medication-instance"),
            entity(30, "segment-instance"),
            code(31, "mood", "0725"),
            localCode(32, "dispensing-pharmacy"),
            address(33, "dispensing-pharmacy-address"),
            location(34, "deliver-to-patient-location"),
            address(35, "deliver-to-address"),
            telecom(36, "pharmacy-telephone"));

    private Rxo() {}

    static Medicine onto(MedicationRequest request, Segment rxo, TargetBundle target) {
        Medicine medicine = new Medicine(rxo.field(1), request::setMedication, target);
        Dosage dosage = new Dosage();
        Dose.amount(rxo.field(2), rxo.field(3), rxo.field(4), dosage, target);
        Dose.form(rxo.field(5), medicine, target);
        Dose.pharmacyInstructions(rxo, 6, request::addNote, target);
        Dose.administrationInstructions(rxo, 7, dosage, target);
        Dose.substitution(rxo.field(9), c -> request.getSubstitution().setAllowed(c), target);
        Dose.dispense(rxo.field(11), rxo.field(12), rxo.field(13), request.getDispenseRequest(), target);
        Dose.strength(rxo.field(18), rxo.field(19), medicine, target);
        for (Element indication : rxo.repetitions(20)) {
            Cwe.concept(indication, target, target.localSystem("code-system", ""))
                    .ifPresent(request::addReasonCode);
        }
        Dose.rate(rxo.field(21), rxo.field(22), rxo.field(17), dosage, target);
        Dose.dailyDose(rxo.field(23), dosage, target);
        Dose.volume(rxo.field(25), rxo.field(26), medicine, target);
        if (!dosage.isEmpty()) {
            request.addDosageInstruction(dosage);
        }
        Dose.place(rxo.field(8), "deliver-to-location", request, target);
        TABLE.carry(rxo, request, target);
        target.carryRemovals(rxo, request);
        return medicine;
    }
}
