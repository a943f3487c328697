package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.address;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Immunization.ImmunizationStatus;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationAdministration.MedicationAdministrationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Pl;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.datatype.Xon;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * RXA, a medicine that was given: as Immunization in a vaccination record (VXU), as MedicationAdministration in any
 * other message (HL7 v2.5 section 4.14.7).
 */
final class Rxa {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Immunization";
    private static final String FUNCTION = "http://terminology.hl7.org/CodeSystem/v2-0443";

    private static final FieldTable TABLE = FieldTable.of(
            text(1, "give-sub-id"),
            text(2, "administration-sub-id"),
            localCode(8, "dosage-form"),
            code(21, "administration-action", "0206"),
            dateTime(22, "recorded-time"),
            localCode(25, "barcode"),
            code(26, "pharmacy-order-type", "0480"),
            address(28, "administered-at-address"),
            entity(29, "administered-tag"));

    private Rxa() {}

    static Immunization immunization(Segment rxa, Patient patient, Optional<Encounter> encounter, TargetBundle target) {
        Immunization immunization = target.add(new Immunization(), rxa.path());
        immunization.getMeta().addProfile(PROFILE);
        immunization.setPatient(TargetBundle.to(patient));
        encounter.ifPresent(e -> immunization.setEncounter(TargetBundle.to(e)));
        immunization.setStatus(immunizationStatus(rxa));
        status(rxa, immunization, target);
        immunization.setVaccineCode(
                Cwe.concept(rxa.field(5), target, Systems.table("0292")).orElseGet(Obx::unknownCode));
        occurrence(rxa, immunization, target);
        Amount.optional(rxa.field(6), rxa.field(7), target).ifPresent(immunization::setDoseQuantity);
        for (Element note : rxa.repetitions(9)) {
            Cwe.concept(note, target, target.localSystem("code-system", "administration-note"))
                    .ifPresent(origin -> origin(origin, immunization));
        }
        for (Element provider : rxa.repetitions(10)) {
            Xcn.reference(provider, target).ifPresent(who -> {
                CodeableConcept function = new CodeableConcept();
                function.addCoding().setSystem(FUNCTION).setCode("AP");
                immunization.addPerformer().setActor(who).setFunction(function);
            });
        }
        place(rxa, target).ifPresent(immunization::setLocation);
        Dose.place(rxa.field(11), "administered-at-location", immunization, target);
        batch(rxa, immunization, target);
        for (Element reason : rxa.repetitions(18)) {
            Cwe.concept(reason, target, Systems.table("NIP002")).ifPresent(c -> {
                if (immunization.hasStatusReason()) {
                    immunization.addExtension(Extensions.own("further-status-reason", c));
                } else {
                    immunization.setStatusReason(c);
                }
            });
        }
        for (Element indication : rxa.repetitions(19)) {
            Cwe.concept(indication, target, target.localSystem("code-system", ""))
                    .ifPresent(immunization::addReasonCode);
        }
        rates(rxa, immunization, target);
        TABLE.carry(rxa, immunization, target);
        target.carryRemovals(rxa, immunization);
        return immunization;
    }

    /** RXA-21 D takes the record back; RXA-20 (HL7 table 0322) RE and NA say that nothing was given. */
    private static ImmunizationStatus immunizationStatus(Segment rxa) {
        if (isDeleted(rxa)) {
            return ImmunizationStatus.ENTEREDINERROR;
        }
        return wasGiven(rxa) ? ImmunizationStatus.COMPLETED : ImmunizationStatus.NOTDONE;
    }

    private static boolean isDeleted(Segment rxa) {
        return rxa.text(21).equalsIgnoreCase("D");
    }

    private static boolean wasGiven(Segment rxa) {
        String completion = rxa.text(20).toUpperCase(Locale.ROOT);
        boolean refused = completion.isEmpty() && rxa.has(18);
        return !refused && !completion.equals("RE") && !completion.equals("NA");
    }

    /** FHIR has no word for a dose that was given in part: it is told beside the status. */
    private static void status(Segment rxa, DomainResource resource, TargetBundle target) {
        Cwe.concept(rxa.field(20), target, Systems.table("0322"))
                .ifPresent(c -> resource.addExtension(Extensions.own("completion-status", c)));
    }

    private static void occurrence(Segment rxa, Immunization immunization, TargetBundle target) {
        Optional<DateTimeType> start = Ts.dateTime(rxa.field(3), target);
        if (start.isPresent()) {
            immunization.setOccurrence(start.get());
        } else {
            StringType unknown = new StringType();
            unknown.addExtension(Extensions.absent("unknown"));
            immunization.setOccurrence(unknown);
        }
        Ts.dateTime(rxa.field(4), target).ifPresent(end -> {
            if (start.isEmpty() || !start.get().equalsDeep(end)) {
                immunization.addExtension(Extensions.own("administration-end", end));
            }
        });
    }

    /** NIP001 00 is a new record, made by whoever gave the vaccine; its other codes name another source. */
    private static void origin(CodeableConcept note, Immunization immunization) {
        String code = Cwe.first(note).getCode();
        boolean isOrigin = "NIP001".equals(source(note)) && code != null;
        if (isOrigin && !immunization.hasPrimarySource()) {
            immunization.setPrimarySource("00".equals(code));
            immunization.addExtension(Extensions.own("information-source", note));
        } else if (note.hasText() && !note.hasCoding()) {
            immunization.addNote().setText(note.getText());
        } else {
            immunization.addExtension(Extensions.own("administration-note", note));
        }
    }

    private static String source(CodeableConcept note) {
        String url = Extensions.own("source-coding-system").getUrl();
        return Cwe.first(note).hasExtension(url) ? Cwe.first(note).getExtensionString(url) : "";
    }

    private static Optional<Reference> place(Segment rxa, TargetBundle target) {
        return Pl.location(rxa.field(27), target).map(TargetBundle::to);
    }

    private static void batch(Segment rxa, Immunization immunization, TargetBundle target) {
        for (Element lot : rxa.repetitions(15)) {
            String text = lot.verbatim();
            if (immunization.hasLotNumber()) {
                immunization.addExtension(Extensions.own("further-lot-number", new StringType(text)));
            } else {
                immunization.setLotNumber(text);
            }
        }
        for (Element expiry : rxa.repetitions(16)) {
            Ts.dateTime(expiry, target).ifPresent(time -> {
                if (immunization.hasExpirationDate()) {
                    immunization.addExtension(Extensions.own("further-expiry", time));
                } else {
                    immunization.setExpirationDateElement(Ts.dateOf(time));
                    if (time.getValueAsString().length() > 10) {
                        immunization.addExtension(Extensions.own("expiry-time", time));
                    }
                }
            });
        }
        for (Element maker : rxa.repetitions(17)) {
            Xon.producer(maker, target).map(TargetBundle::to).ifPresent(organization -> {
                if (immunization.hasManufacturer()) {
                    immunization.addExtension(Extensions.own("further-manufacturer", organization));
                } else {
                    immunization.setManufacturer(organization);
                }
            });
        }
    }

    private static void rates(Segment rxa, DomainResource resource, TargetBundle target) {
        String per = rxa.field(12).verbatim();
        if (!per.isEmpty()) {
            resource.addExtension(Extensions.own("give-per", new StringType(per)));
        }
        Amount.optional(rxa.field(13), rxa.field(14), target)
                .ifPresent(strength -> resource.addExtension(Extensions.own("strength", strength)));
        Amount.optional(rxa.field(23), rxa.field(24), target)
                .ifPresent(volume -> resource.addExtension(Extensions.own("strength-volume", volume)));
    }

    static Medicine onto(MedicationAdministration administration, Segment rxa, TargetBundle target) {
        administration.setStatus(administrationStatus(rxa));
        status(rxa, administration, target);
        Medicine medicine = new Medicine(rxa.field(5), administration::setMedication, target);
        // A moment, unless an end is told.
        if (rxa.has(4)) {
            Ts.period(rxa.field(3), rxa.field(4), target).ifPresent(administration::setEffective);
        } else {
            Ts.dateTime(rxa.field(3), target).ifPresent(administration::setEffective);
        }
        if (!administration.hasEffective()) {
            DateTimeType unknown = new DateTimeType();
            unknown.addExtension(Extensions.absent("unknown"));
            administration.setEffective(unknown);
        }
        Amount.optional(rxa.field(6), rxa.field(7), target)
                .ifPresent(dose -> administration.getDosage().setDose(dose));
        for (Element note : rxa.repetitions(9)) {
            Cwe.concept(note, target, target.localSystem("code-system", "administration-note"))
                    .ifPresent(c -> administration.addExtension(Extensions.own("administration-note", c)));
        }
        for (Element provider : rxa.repetitions(10)) {
            Xcn.reference(provider, target)
                    .ifPresent(who -> administration.addPerformer().setActor(who));
        }
        Dose.place(rxa.field(11), "administered-at-location", administration, target);
        place(rxa, target)
                .ifPresent(l -> administration.addExtension(Extensions.own("administered-at-patient-location", l)));
        Dose.batch(rxa, 15, 16, 17, medicine, target);
        for (Element reason : rxa.repetitions(18)) {
            Cwe.concept(reason, target, target.localSystem("code-system", "refusal-reason"))
                    .ifPresent(administration::addStatusReason);
        }
        for (Element indication : rxa.repetitions(19)) {
            Cwe.concept(indication, target, target.localSystem("code-system", ""))
                    .ifPresent(administration::addReasonCode);
        }
        rates(rxa, administration, target);
        TABLE.carry(rxa, administration, target);
        target.carryRemovals(rxa, administration);
        return medicine;
    }

    private static MedicationAdministrationStatus administrationStatus(Segment rxa) {
        if (isDeleted(rxa)) {
            return MedicationAdministrationStatus.ENTEREDINERROR;
        }
        return wasGiven(rxa) ? MedicationAdministrationStatus.COMPLETED : MedicationAdministrationStatus.NOTDONE;
    }
}
