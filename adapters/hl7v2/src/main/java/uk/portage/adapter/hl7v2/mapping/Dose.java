package uk.portage.adapter.hl7v2.mapping;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Dosage.DosageDoseAndRateComponent;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestDispenseRequestComponent;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Nm;
import uk.portage.adapter.hl7v2.datatype.Pl;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xon;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** What the segments of medicines (RXO, RXE, RXG, RXD, RXA) say alike: amounts, form, strength, instructions, batch. */
final class Dose {

    private static final String DAY = "d";

    private Dose() {}

    /** One amount is the dose; two are its range. */
    static void amount(Element least, Element most, Element units, Dosage dosage, TargetBundle target) {
        Optional<Quantity> low = Amount.optional(least, units, target).filter(q -> least.isPresent());
        Optional<Quantity> high = Amount.optional(most, units, target).filter(q -> most.isPresent());
        if (low.isPresent() && high.isPresent()) {
            if (inOrder(low.get(), high.get())) {
                first(dosage).setDose(new Range().setLow(low.get()).setHigh(high.get()));
            } else {
                first(dosage).setDose(low.get());
                dosage.addExtension(Extensions.own("dose-maximum", high.get()));
            }
        } else if (low.isPresent() || high.isPresent()) {
            first(dosage).setDose(low.isPresent() ? low.get() : high.get());
        } else {
            // A unit without a number is no dose.
            Cwe.concept(units, target, target.localSystem("code-system", "units"))
                    .ifPresent(unit -> dosage.addExtension(Extensions.own("units", unit)));
        }
    }

    private static boolean inOrder(Quantity low, Quantity high) {
        return low.hasValue() && high.hasValue() && low.getValue().compareTo(high.getValue()) <= 0;
    }

    private static DosageDoseAndRateComponent first(Dosage dosage) {
        return dosage.getDoseAndRateFirstRep();
    }

    /** @param per the unit of time that an amount is given in, where the rate does not name it */
    static void rate(Element number, Element units, Element per, Dosage dosage, TargetBundle target) {
        Amount.optional(number, units, target).ifPresent(rate -> first(dosage).setRate(rate));
        String time = per.verbatim();
        if (!time.isEmpty()) {
            dosage.addExtension(Extensions.own("give-per", new StringType(time)));
        }
    }

    /** Most that may be given in a day: CQ. */
    static void dailyDose(Element cq, Dosage dosage, TargetBundle target) {
        if (cq.isPresent()) {
            Quantity day = new Quantity().setValue(BigDecimal.ONE).setUnit("day");
            day.setSystem(Systems.UCUM).setCode(DAY);
            dosage.setMaxDosePerPeriod(new Ratio()
                    .setNumerator(Amount.of(cq.part(1), cq.part(2), target))
                    .setDenominator(day));
        }
    }

    static void form(Element code, Medicine medicine, TargetBundle target) {
        Cwe.concept(code, target, target.localSystem("code-system", "dosage-form"))
                .ifPresent(form -> medicine.more().setForm(form));
    }

    static void strength(Element number, Element units, Medicine medicine, TargetBundle target) {
        Amount.optional(number, units, target)
                .ifPresent(strength -> medicine.more().addExtension(Extensions.own("strength", strength)));
    }

    static void volume(Element number, Element units, Medicine medicine, TargetBundle target) {
        Amount.optional(number, units, target)
                .ifPresent(volume -> medicine.more().addExtension(Extensions.own("strength-volume", volume)));
    }

    /** Instructions to the pharmacy are notes; those to whoever gives the medicine belong to the dosage. */
    static void pharmacyInstructions(Segment segment, int field, Consumer<Annotation> notes, TargetBundle target) {
        for (Element instruction : segment.repetitions(field)) {
            Cwe.concept(instruction, target, target.localSystem("code-system", "pharmacy-instruction"))
                    .ifPresent(concept -> notes.accept(note(concept)));
        }
    }

    private static Annotation note(CodeableConcept concept) {
        Annotation note = new Annotation();
        if (concept.hasCoding()) {
            String display = Cwe.first(concept).getDisplay();
            note.setText(display == null ? Cwe.first(concept).getCode() : display);
            note.addExtension(Extensions.own("instruction", concept));
        } else {
            note.setText(concept.getText());
        }
        return note;
    }

    static void administrationInstructions(Segment segment, int field, Dosage dosage, TargetBundle target) {
        for (Element instruction : segment.repetitions(field)) {
            Cwe.concept(instruction, target, target.localSystem("code-system", "administration-instruction"))
                    .ifPresent(dosage::addAdditionalInstruction);
        }
    }

    /** HL7 table 0167. */
    static void substitution(Element code, Consumer<CodeableConcept> allowed, TargetBundle target) {
        Cwe.concept(code, target, Systems.table("0167")).ifPresent(allowed);
    }

    static void dispense(
            Element amount,
            Element units,
            Element repeats,
            MedicationRequestDispenseRequestComponent dispense,
            TargetBundle target) {
        Amount.optional(amount, units, target).ifPresent(dispense::setQuantity);
        String text = repeats.text();
        Optional<Integer> number = Nm.whole(text).filter(n -> n >= 0);
        if (number.isPresent() && text.equals(number.get().toString())) {
            dispense.setNumberOfRepeatsAllowed(number.get());
        } else if (!text.isEmpty()) {
            dispense.addExtension(Extensions.own("number-of-repeats", new StringType(text)));
        }
    }

    /** The batch that was given: lot, expiry and manufacturer, each of which may repeat. */
    static void batch(Segment segment, int lot, int expiry, int manufacturer, Medicine medicine, TargetBundle target) {
        for (Element number : segment.repetitions(lot)) {
            Medication medication = medicine.more();
            String text = number.verbatim();
            if (medication.getBatch().hasLotNumber()) {
                medication.addExtension(Extensions.own("further-lot-number", new StringType(text)));
            } else {
                medication.getBatch().setLotNumber(text);
            }
        }
        for (Element date : segment.repetitions(expiry)) {
            Ts.dateTime(date, target).ifPresent(time -> {
                Medication medication = medicine.more();
                if (medication.getBatch().hasExpirationDate()) {
                    medication.addExtension(Extensions.own("further-expiry", time));
                } else {
                    medication.getBatch().setExpirationDateElement(time);
                }
            });
        }
        for (Element maker : segment.repetitions(manufacturer)) {
            Xon.producer(maker, target).map(TargetBundle::to).ifPresent(organization -> {
                Medication medication = medicine.more();
                if (medication.hasManufacturer()) {
                    medication.addExtension(Extensions.own("further-manufacturer", organization));
                } else {
                    medication.setManufacturer(organization);
                }
            });
        }
    }

    static void place(Element la, String name, DomainResource resource, TargetBundle target) {
        Pl.locationWithAddress(la, target)
                .ifPresent(place -> resource.addExtension(Extensions.own(name, TargetBundle.to(place))));
    }
}
