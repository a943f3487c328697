package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.address;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.location;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.telecom;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationRequest;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** RXE, a medicine as the pharmacy encoded the order, as MedicationRequest (HL7 v2.5 section 4.14.4). */
final class Rxe {

    private static final FieldTable TABLE = FieldTable.of(
            person(13, "prescriber"),
            person(14, "verified-by"),
            number(16, "repeats-remaining"),
            number(17, "doses-dispensed"),
            dateTime(18, "last-dispensed"),
            code(20, "needs-human-review", "0136"),
            number(28, "dispense-package-size"),
            localCode(29, "dispense-package-size-unit"),
            code(30, "dispense-package-method", "0321"),
            localCode(31, "supplementary-code"),
            dateTime(32, "original-order-time"),
            code(35, "controlled-substance-schedule", "0477"),
            code(36, "formulary-status", "0478"),
            localCode(37, "substance-alternative"),
            localCode(38, "pharmacy-of-most-recent-fill"),
            text(39, "initial-dispense-amount"),
            localCode(40, "dispensing-pharmacy"),
            address(41, "dispensing-pharmacy-address"),
            location(42, "deliver-to-patient-location"),
            address(43, "deliver-to-address"),
            code(44, "pharmacy-order-type", "0480"),
            telecom(45, "pharmacy-telephone"));

    private Rxe() {}

    static Medicine onto(MedicationRequest request, Segment rxe, TargetBundle target) {
        Medicine medicine = new Medicine(rxe.field(2), request::setMedication, target);
        Dosage dosage = new Dosage();
        Schedule.ofField(rxe.field(1), target).ifPresent(dosage::setTiming);
        Dose.amount(rxe.field(3), rxe.field(4), rxe.field(5), dosage, target);
        Dose.form(rxe.field(6), medicine, target);
        Dose.administrationInstructions(rxe, 7, dosage, target);
        Dose.substitution(rxe.field(9), c -> request.getSubstitution().setAllowed(c), target);
        Dose.dispense(rxe.field(10), rxe.field(11), rxe.field(12), request.getDispenseRequest(), target);
        prescriptionNumber(rxe, request, target);
        Dose.dailyDose(rxe.field(19), dosage, target);
        Dose.pharmacyInstructions(rxe, 21, request::addNote, target);
        Dose.rate(rxe.field(23), rxe.field(24), rxe.field(22), dosage, target);
        Dose.strength(rxe.field(25), rxe.field(26), medicine, target);
        for (Element indication : rxe.repetitions(27)) {
            Cwe.concept(indication, target, target.localSystem("code-system", ""))
                    .ifPresent(request::addReasonCode);
        }
        Dose.volume(rxe.field(33), rxe.field(34), medicine, target);
        if (!dosage.isEmpty()) {
            request.addDosageInstruction(dosage);
        }
        Dose.place(rxe.field(8), "deliver-to-location", request, target);
        TABLE.carry(rxe, request, target);
        target.carryRemovals(rxe, request);
        return medicine;
    }

    private static void prescriptionNumber(Segment rxe, MedicationRequest request, TargetBundle target) {
        String number = rxe.field(15).verbatim();
        if (!number.isEmpty()) {
            request.addIdentifier(new Identifier()
                    .setSystem(target.localSystem("prescription-number", ""))
                    .setValue(number));
        }
    }
}
