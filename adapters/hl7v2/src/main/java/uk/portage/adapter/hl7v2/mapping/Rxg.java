package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.address;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.location;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.telecom;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationRequest;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** RXG, a dose that is to be given, as MedicationRequest for that dose alone (HL7 v2.5 section 4.14.6). */
final class Rxg {

    private static final FieldTable TABLE = FieldTable.of(
            text(1, "give-sub-id"),
            text(2, "dispense-sub-id"),
            code(12, "needs-human-review", "0136"),
            localCode(25, "barcode"),
            code(26, "pharmacy-order-type", "0480"),
            localCode(27, "dispensing-pharmacy"),
            address(28, "dispensing-pharmacy-address"),
            location(29, "deliver-to-patient-location"),
            address(30, "deliver-to-address"),
            telecom(31, "pharmacy-telephone"));

    private Rxg() {}

    static Medicine onto(MedicationRequest request, Segment rxg, TargetBundle target) {
        Medicine medicine = new Medicine(rxg.field(4), request::setMedication, target);
        Dosage dosage = new Dosage();
        Schedule.ofField(rxg.field(3), target).ifPresent(dosage::setTiming);
        Dose.amount(rxg.field(5), rxg.field(6), rxg.field(7), dosage, target);
        Dose.form(rxg.field(8), medicine, target);
        Dose.pharmacyInstructions(rxg, 9, request::addNote, target);
        Dose.substitution(rxg.field(10), c -> request.getSubstitution().setAllowed(c), target);
        Dose.administrationInstructions(rxg, 13, dosage, target);
        Dose.rate(rxg.field(15), rxg.field(16), rxg.field(14), dosage, target);
        Dose.strength(rxg.field(17), rxg.field(18), medicine, target);
        Dose.batch(rxg, 19, 20, 21, medicine, target);
        for (Element indication : rxg.repetitions(22)) {
            Cwe.concept(indication, target, target.localSystem("code-system", ""))
                    .ifPresent(request::addReasonCode);
        }
        Dose.volume(rxg.field(23), rxg.field(24), medicine, target);
        if (!dosage.isEmpty()) {
            request.addDosageInstruction(dosage);
        }
        Dose.place(rxg.field(11), "deliver-to-location", request, target);
        TABLE.carry(rxg, request, target);
        target.carryRemovals(rxg, request);
        return medicine;
    }
}
