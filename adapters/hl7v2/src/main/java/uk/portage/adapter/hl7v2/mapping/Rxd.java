package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.address;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.location;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.telecom;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationDispense.MedicationDispenseStatus;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** RXD, a medicine that was dispensed, as MedicationDispense (HL7 v2.5 section 4.14.5). */
final class Rxd {

    private static final FieldTable TABLE = FieldTable.of(
            text(1, "dispense-sub-id"),
            number(8, "repeats-remaining"),
            code(14, "needs-human-review", "0136"),
            localCode(21, "indication"),
            number(22, "dispense-package-size"),
            localCode(23, "dispense-package-size-unit"),
            code(24, "dispense-package-method", "0321"),
            localCode(25, "supplementary-code"),
            localCode(26, "initiating-location"),
            localCode(27, "packaging-location"),
            localCode(30, "barcode"),
            code(31, "pharmacy-order-type", "0480"),
            localCode(32, "dispensing-pharmacy"),
            address(33, "dispensing-pharmacy-address"),
            location(34, "deliver-to-patient-location"),
            address(35, "deliver-to-address"),
            telecom(36, "pharmacy-telephone"));

    private Rxd() {}

    static Medicine onto(MedicationDispense dispense, Segment rxd, TargetBundle target) {
        dispense.setStatus(MedicationDispenseStatus.COMPLETED);
        Medicine medicine = new Medicine(rxd.field(2), dispense::setMedication, target);
        Ts.dateTime(rxd.field(3), target).ifPresent(dispense::setWhenHandedOverElement);
        Amount.optional(rxd.field(4), rxd.field(5), target).ifPresent(dispense::setQuantity);
        Dose.form(rxd.field(6), medicine, target);
        String prescription = rxd.field(7).verbatim();
        if (!prescription.isEmpty()) {
            dispense.addIdentifier(new Identifier()
                    .setSystem(target.localSystem("prescription-number", ""))
                    .setValue(prescription));
        }
        Dose.pharmacyInstructions(rxd, 9, dispense::addNote, target);
        for (Element dispenser : rxd.repetitions(10)) {
            Xcn.reference(dispenser, target)
                    .ifPresent(who -> dispense.addPerformer().setActor(who));
        }
        substitution(rxd.field(11), dispense, target);
        Dosage dosage = new Dosage();
        Dose.dailyDose(rxd.field(12), dosage, target);
        Dose.administrationInstructions(rxd, 15, dosage, target);
        Dose.strength(rxd.field(16), rxd.field(17), medicine, target);
        Dose.batch(rxd, 18, 19, 20, medicine, target);
        Dose.volume(rxd.field(28), rxd.field(29), medicine, target);
        if (!dosage.isEmpty()) {
            dispense.addDosageInstruction(dosage);
        }
        Dose.place(rxd.field(13), "deliver-to-location", dispense, target);
        TABLE.carry(rxd, dispense, target);
        target.carryRemovals(rxd, dispense);
        return medicine;
    }

    /** FHIR wants to know whether something else was dispensed; RXD-11 (HL7 table 0167) says so by N or not N. */
    private static void substitution(Element code, MedicationDispense dispense, TargetBundle target) {
        Cwe.concept(code, target, Systems.table("0167"))
                .ifPresent(c -> dispense.addExtension(Extensions.own("substitution-status", c)));
    }
}
