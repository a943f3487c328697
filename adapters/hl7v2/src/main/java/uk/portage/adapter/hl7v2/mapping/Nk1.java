package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.address;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.name;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.telecom;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.RelatedPerson;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xad;
import uk.portage.adapter.hl7v2.datatype.Xpn;
import uk.portage.adapter.hl7v2.datatype.Xtn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** NK1, next of kin and others close to the person, as RelatedPerson. */
final class Nk1 {

    static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-RelatedPerson";

    private static final FieldTable TABLE = FieldTable.of(
            text(10, "job-title"),
            text(11, "job-code"),
            FieldTable.identifier(12, "employee-number"),
            organisation(13, "organisation"),
            code(14, "marital-status", "0002"),
            code(17, "living-dependency", "0223"),
            code(18, "ambulatory-status", "0009"),
            code(19, "citizenship", "0171"),
            code(21, "living-arrangement", "0220"),
            code(22, "publicity", "0215"),
            code(23, "protection-indicator", "0136"),
            code(24, "student-indicator", "0231"),
            code(25, "religion", "0006"),
            name(26, "mothers-maiden-name"),
            code(27, "nationality", "0212"),
            code(28, "ethnic-group", "0189"),
            code(29, "contact-reason", "0222"),
            name(30, "contact-person-name"),
            telecom(31, "contact-person-telephone"),
            address(32, "contact-person-address"),
            code(34, "job-status", "0311"),
            code(35, "race", "0005"),
            code(36, "handicap", "0295"),
            text(38, "birth-place"),
            code(39, "vip-indicator", "0099"),
            telecom(41, "contact-person-telecom"));

    private Nk1() {}

    static RelatedPerson relatedPerson(Segment nk1, Patient patient, TargetBundle target) {
        RelatedPerson person = target.add(new RelatedPerson(), nk1.path());
        person.getMeta().addProfile(PROFILE);
        person.setPatient(TargetBundle.to(patient));
        nk1.repetitions(2).forEach(e -> Xpn.name(e, target).ifPresent(person::addName));
        nk1.repetitions(3)
                .forEach(e -> Cwe.mapped(e, target, CodeMapNames.RELATIONSHIP, Systems.table("0063"))
                        .ifPresent(person::addRelationship));
        nk1.repetitions(7)
                .forEach(e -> Cwe.mapped(e, target, CodeMapNames.CONTACT_ROLE, Systems.table("0131"))
                        .ifPresent(person::addRelationship));
        nk1.repetitions(4).forEach(e -> Xad.address(e, target).ifPresent(person::addAddress));
        telecoms(nk1, person, target);
        Ts.period(nk1.field(8), nk1.field(9), target).ifPresent(person::setPeriod);
        Pid.gender(nk1.field(15), target).ifPresent(person::setGenderElement);
        Ts.date(nk1.field(16), target).ifPresent(person::setBirthDateElement);
        language(nk1.field(20), person, target);
        for (int field : new int[] {33, 37}) {
            nk1.repetitions(field).forEach(e -> Cx.identifier(e, target).ifPresent(person::addIdentifier));
        }
        TABLE.carry(nk1, person, target);
        target.carryRemovals(nk1, person);
        return person;
    }

    static void language(Element code, RelatedPerson person, TargetBundle target) {
        Optional<CodeableConcept> language = Pid.language(code, target);
        if (language.isPresent()) {
            person.addCommunication().setLanguage(language.get()).setPreferred(true);
        } else {
            Pid.otherLanguage(code, target).ifPresent(person::addExtension);
        }
    }

    private static void telecoms(Segment nk1, RelatedPerson person, TargetBundle target) {
        for (Element xtn : nk1.repetitions(5)) {
            Xtn.contactPoints(xtn, target, ContactPointUse.HOME).forEach(person::addTelecom);
        }
        for (Element xtn : nk1.repetitions(6)) {
            Xtn.contactPoints(xtn, target, ContactPointUse.WORK).forEach(person::addTelecom);
        }
        for (Element xtn : nk1.repetitions(40)) {
            Xtn.contactPoints(xtn, target, null).forEach(person::addTelecom);
        }
    }
}
