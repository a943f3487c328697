package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.identifier;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGenderEnumFactory;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.NhsNumber;
import uk.portage.adapter.hl7v2.datatype.Nm;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xad;
import uk.portage.adapter.hl7v2.datatype.Xpn;
import uk.portage.adapter.hl7v2.datatype.Xtn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.LossKind;

/** PID as Patient. */
final class Pid {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient";
    private static final String VERIFIED = "01";

    private static final FieldTable TABLE = FieldTable.of(
            code(10, "race", "0005"),
            code(12, "county-code", "0289"),
            identifier(21, "mothers-identifier"),
            code(27, "veterans-military-status", "0172"),
            code(31, "identity-unknown-indicator", "0136"),
            dateTime(33, "demographics-last-updated"),
            text(34, "demographics-last-updated-by"),
            code(35, "species", "0446"),
            code(36, "breed", "0447"),
            text(37, "strain"),
            code(38, "production-class", "0429"),
            code(39, "consent-to-share", "ZU056"));

    private Pid() {}

    /**
     * A patient and what is known of the NHS number.
     *
     * @param rightPerson true if exactly one NHS number is named, well formed and verified
     */
    record Subject(Patient patient, boolean rightPerson) {}

    static Subject subject(Segment pid, TargetBundle target) {
        Patient patient = target.add(new Patient(), pid.path());
        patient.getMeta().addProfile(PROFILE);
        boolean rightPerson = identifiers(pid, patient, target);
        names(pid, patient, target);
        birth(pid, patient, target);
        gender(pid.field(8), target).ifPresent(patient::setGenderElement);
        pid.repetitions(11).forEach(e -> Xad.address(e, target).ifPresent(patient::addAddress));
        telecoms(pid, patient, target);
        language(pid, patient, target);
        social(pid, patient, target);
        death(pid, patient, target);
        multipleBirth(pid, patient);
        TABLE.carry(pid, patient, target);
        if (pid.text(39).equals(Sensitivity.EXPRESS_DISSENT)) {
            Sensitivity.dissent(pid.field(39), target);
        }
        target.carryRemovals(pid, patient);
        return new Subject(patient, rightPerson);
    }

    static Optional<Enumeration<AdministrativeGender>> gender(Element sex, TargetBundle target) {
        return Cwe.closed(
                        sex,
                        target,
                        CodeMapNames.ADMINISTRATIVE_SEX,
                        Systems.table("0001"),
                        AdministrativeGender::fromCode)
                .map(gender -> {
                    Enumeration<AdministrativeGender> element =
                            new Enumeration<>(new AdministrativeGenderEnumFactory(), AdministrativeGender.UNKNOWN);
                    return gender.onto(element, element::addExtension);
                });
    }

    private static boolean identifiers(Segment pid, Patient patient, TargetBundle target) {
        Optional<Identifier> nhsNumber = Optional.empty();
        boolean several = false;
        for (int field : new int[] {3, 2, 4}) {
            for (Element cx : pid.repetitions(field)) {
                Optional<Identifier> identifier = Cx.identifier(cx, target);
                if (identifier.isEmpty()) {
                    continue;
                }
                Identifier id = identifier.get();
                if (Systems.NHS_NUMBER.equals(id.getSystem())) {
                    if (nhsNumber.isPresent()) {
                        several |= !nhsNumber.get().getValue().equals(id.getValue());
                        id.setSystem(target.localSystem("local", "NHS"));
                    } else {
                        nhsNumber = identifier;
                        checkNhsNumber(id, cx, target);
                    }
                }
                patient.addIdentifier(id);
            }
        }
        typed(pid.field(18), "AN", patient, target);
        typed(pid.field(19), "SS", patient, target);
        driversLicence(pid.field(20), patient, target);
        boolean verified = verification(pid, nhsNumber, patient, target);
        if (nhsNumber.isEmpty()) {
            target.finding(pid.field(3).path(), Finding.Kind.NHS_NUMBER_MISSING);
            return false;
        }
        if (!verified) {
            target.finding(pid.field(3).path(), Finding.Kind.NHS_NUMBER_NOT_VERIFIED);
        }
        return verified && !several && NhsNumber.isValid(nhsNumber.get().getValue());
    }

    private static void checkNhsNumber(Identifier id, Element cx, TargetBundle target) {
        if (!NhsNumber.isValid(id.getValue())) {
            target.finding(cx.path(), Finding.Kind.NHS_NUMBER_INVALID);
        }
    }

    private static void typed(Element cx, String type, Patient patient, TargetBundle target) {
        Cx.identifier(cx, target).ifPresent(identifier -> {
            if (!identifier.hasType()) {
                identifier.setType(type(type));
            }
            if (Systems.NHS_NUMBER.equals(identifier.getSystem())) {
                identifier.setSystem(target.localSystem("local", "NHS"));
            }
            patient.addIdentifier(identifier);
        });
    }

    static CodeableConcept type(String code) {
        return new CodeableConcept()
                .addCoding(new Coding().setSystem(Systems.hl7("0203")).setCode(code));
    }

    /** DLN: number, issuing place, expiry. */
    private static void driversLicence(Element dln, Patient patient, TargetBundle target) {
        String number = dln.text(1);
        if (number.isEmpty()) {
            return;
        }
        Identifier identifier = new Identifier()
                .setSystem(target.localSystem("drivers-licence", dln.text(2)))
                .setValue(number)
                .setType(type("DL"));
        if (!dln.text(2).isEmpty()) {
            identifier.getAssigner().setDisplay(dln.text(2));
        }
        Ts.dateTime(dln.part(3), target).ifPresent(end -> identifier.getPeriod().setEndElement(end));
        patient.addIdentifier(identifier);
    }

    /**
     * PID-32 repeats: NSTSnn is the tracing status of the NHS number, other codes say how reliable birth date, address
     * and name are.
     */
    private static boolean verification(
            Segment pid, Optional<Identifier> nhsNumber, Patient patient, TargetBundle target) {
        boolean verified = false;
        boolean statusSet = false;
        for (Element code : pid.repetitions(32)) {
            boolean isStatus =
                    target.find(CodeMapNames.NHS_NUMBER_STATUS, code.text(1)).isPresent();
            if (isStatus && statusSet) {
                // One at most is lawful: of two, neither verifies.
                verified = false;
            }
            if (!isStatus || nhsNumber.isEmpty() || statusSet) {
                Cwe.concept(code, target, Systems.table("0445"))
                        .ifPresent(c -> patient.addExtension(Extensions.own("identity-reliability", c)));
                continue;
            }
            Optional<CodeableConcept> status =
                    Cwe.required(code, target, CodeMapNames.NHS_NUMBER_STATUS, Systems.table("0445"));
            if (status.isPresent()) {
                statusSet = true;
                verified = VERIFIED.equals(Cwe.first(status.get()).getCode());
                nhsNumber.get().addExtension(Extensions.ukCore("NHSNumberVerificationStatus", status.get()));
            }
        }
        return verified;
    }

    private static void names(Segment pid, Patient patient, TargetBundle target) {
        pid.repetitions(5).forEach(e -> Xpn.name(e, target).ifPresent(patient::addName));
        pid.repetitions(9).forEach(e -> Xpn.name(e, target).ifPresent(patient::addName));
        for (Element mother : pid.repetitions(6)) {
            Xpn.name(mother, target).ifPresent(name -> {
                Extension extension = new Extension(Extensions.MOTHERS_MAIDEN_NAME);
                extension.setValue(new StringType(name.hasFamily() ? name.getFamily() : name.getNameAsSingleString()));
                if (saysMoreThanFamily(name)) {
                    extension.getValue().addExtension(Extensions.own("mothers-name", name));
                }
                patient.addExtension(extension);
            });
        }
    }

    private static boolean saysMoreThanFamily(HumanName name) {
        HumanName family = new HumanName();
        family.setFamily(name.getFamily());
        return !name.equalsDeep(family);
    }

    private static void birth(Segment pid, Patient patient, TargetBundle target) {
        Ts.dateTime(pid.field(7), target).ifPresent(birth -> {
            DateType date = Ts.dateOf(birth);
            if (birth.getValueAsString().length() > date.getValueAsString().length()) {
                date.addExtension(new Extension(Extensions.BIRTH_TIME, birth));
            }
            patient.setBirthDateElement(date);
        });
        for (Element place : pid.repetitions(23)) {
            Address address = new Address();
            address.setText(place.verbatim());
            patient.addExtension(new Extension(Extensions.BIRTH_PLACE, address));
        }
    }

    private static void telecoms(Segment pid, Patient patient, TargetBundle target) {
        for (Element xtn : pid.repetitions(13)) {
            Xtn.contactPoints(xtn, target, ContactPointUse.HOME).forEach(patient::addTelecom);
        }
        for (Element xtn : pid.repetitions(14)) {
            Xtn.contactPoints(xtn, target, ContactPointUse.WORK).forEach(patient::addTelecom);
        }
        for (Element xtn : pid.repetitions(40)) {
            Xtn.contactPoints(xtn, target, null).forEach(patient::addTelecom);
        }
    }

    private static void language(Segment pid, Patient patient, TargetBundle target) {
        for (Element code : pid.repetitions(15)) {
            Optional<CodeableConcept> language = language(code, target);
            if (language.isPresent()) {
                patient.addCommunication().setLanguage(language.get()).setPreferred(true);
            } else {
                otherLanguage(code, target).ifPresent(patient::addExtension);
            }
        }
    }

    /** FHIR's communication takes languages of BCP 47 only. */
    static Optional<CodeableConcept> language(Element code, TargetBundle target) {
        return Cwe.required(code, target, CodeMapNames.LANGUAGE, Systems.table("0296"));
    }

    static Optional<Extension> otherLanguage(Element code, TargetBundle target) {
        return Cwe.mapped(code, target, CodeMapNames.LANGUAGE, Systems.table("0296"))
                .map(language -> Extensions.own("language", language));
    }

    private static void social(Segment pid, Patient patient, TargetBundle target) {
        Cwe.mapped(pid.field(16), target, CodeMapNames.MARITAL_STATUS, Systems.table("0002"))
                .ifPresent(patient::setMaritalStatus);
        for (Element religion : pid.repetitions(17)) {
            Cwe.mapped(religion, target, CodeMapNames.RELIGION, Systems.table("0006"))
                    .ifPresent(c -> patient.addExtension(Extensions.ukCore("ReligiousAffiliation", c)));
        }
        boolean first = true;
        for (Element ethnic : pid.repetitions(22)) {
            Optional<CodeableConcept> category =
                    Cwe.mapped(ethnic, target, CodeMapNames.ETHNIC_CATEGORY, Systems.table("0189"));
            if (category.isPresent()) {
                // UK Core has room for one.
                patient.addExtension(
                        first
                                ? Extensions.ukCore("EthnicCategory", category.get())
                                : Extensions.own("further-ethnic-category", category.get()));
                first = false;
            }
        }
        nation(pid, 26, Extensions.CITIZENSHIP, patient, target);
        nation(pid, 28, Extensions.NATIONALITY, patient, target);
    }

    private static void nation(Segment pid, int field, String url, Patient patient, TargetBundle target) {
        for (Element nation : pid.repetitions(field)) {
            Cwe.concept(nation, target, "urn:iso:std:iso:3166").ifPresent(concept -> {
                Extension extension = new Extension(url);
                extension.addExtension("code", concept);
                patient.addExtension(extension);
            });
        }
    }

    /** PID-29, the time, and PID-30, the fact. Where they contradict each other, the fact holds. */
    private static void death(Segment pid, Patient patient, TargetBundle target) {
        Optional<DateTimeType> time = Ts.dateTime(pid.field(29), target);
        String indicator = pid.text(30);
        boolean denied = indicator.equalsIgnoreCase("N");
        if (time.isEmpty() && indicator.isEmpty()) {
            return;
        }
        Type deceased = time.isPresent() && !denied
                ? time.get()
                : new BooleanType(indicator.toUpperCase(Locale.ROOT).equals("Y"));
        if (!indicator.isEmpty()) {
            deceased.addExtension(Extensions.sourceCode(
                    new Coding().setSystem(Systems.table("0136")).setDisplay(indicator)));
        }
        if (!indicator.isEmpty() && !denied && !indicator.equalsIgnoreCase("Y")) {
            pid.field(30).lose(LossKind.UNKNOWN_CODE);
            if (time.isEmpty()) {
                patient.addExtension(Extensions.own("death-indicator", new StringType(indicator)));
                return;
            }
        }
        if (time.isPresent() && denied) {
            deceased.addExtension(Extensions.own("contradicted-death-time", time.get()));
            pid.field(29).lose(LossKind.COARSER);
        }
        patient.setDeceased(deceased);
    }

    private static void multipleBirth(Segment pid, Patient patient) {
        String indicator = pid.text(24);
        String order = pid.text(25);
        Optional<Integer> position = Nm.whole(order).filter(n -> n > 0);
        if (!order.isEmpty() && position.isEmpty()) {
            pid.field(25).lose(LossKind.TEXT_ONLY);
            patient.addExtension(Extensions.own("birth-order", new StringType(order)));
        }
        boolean yes = indicator.equalsIgnoreCase("Y");
        boolean no = indicator.equalsIgnoreCase("N");
        if (!indicator.isEmpty() && !yes && !no) {
            pid.field(24).lose(LossKind.UNKNOWN_CODE);
        }
        Optional<Type> multiple = position.isPresent()
                ? Optional.of(new IntegerType(position.get()))
                : yes || no ? Optional.of(new BooleanType(yes)) : Optional.empty();
        if (multiple.isPresent()) {
            patient.setMultipleBirth(multiple.get());
        }
        if (!indicator.isEmpty()) {
            Coding source = new Coding().setSystem(Systems.table("0136")).setDisplay(indicator);
            multiple.ifPresentOrElse(
                    m -> m.addExtension(Extensions.sourceCode(source)),
                    () -> patient.addExtension(Extensions.own("multiple-birth-indicator", source)));
        }
    }
}
