package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.address;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.identifier;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.name;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.telecom;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

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

/** GT1, who answers for what the care costs, as RelatedPerson. */
final class Gt1 {

    private static final String ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";

    private static final FieldTable TABLE = FieldTable.of(
            name(4, "spouse-name"),
            code(10, "guarantor-type", "0068"),
            text(12, "social-security-number"),
            number(15, "guarantor-priority"),
            name(16, "employer-name"),
            address(17, "employer-address"),
            telecom(18, "employer-telephone"),
            identifier(19, "employee-number"),
            code(20, "employment-status", "0066"),
            organisation(21, "organisation"),
            code(22, "billing-hold", "0136"),
            code(23, "credit-rating", "0341"),
            dateTime(24, "guarantor-death"),
            code(25, "guarantor-died", "0136"),
            code(26, "charge-adjustment", "0218"),
            text(27, "household-annual-income"),
            number(28, "household-size"),
            identifier(29, "employer-identifier"),
            code(30, "marital-status", "0002"),
            dateTime(31, "hire-effective"),
            dateTime(32, "employment-stop"),
            code(33, "living-dependency", "0223"),
            code(34, "ambulatory-status", "0009"),
            code(35, "citizenship", "0171"),
            code(37, "living-arrangement", "0220"),
            code(38, "publicity", "0215"),
            code(39, "protection-indicator", "0136"),
            code(40, "student-indicator", "0231"),
            code(41, "religion", "0006"),
            name(42, "mothers-maiden-name"),
            code(43, "nationality", "0212"),
            code(44, "ethnic-group", "0189"),
            name(45, "contact-person-name"),
            telecom(46, "contact-person-telephone"),
            code(47, "contact-reason", "0222"),
            code(48, "contact-relationship", "0063"),
            text(49, "job-title"),
            text(50, "job-code"),
            organisation(51, "employer-organisation"),
            code(52, "handicap", "0295"),
            code(53, "job-status", "0311"),
            text(54, "financial-class"),
            code(55, "race", "0005"),
            text(56, "birth-place"),
            code(57, "vip-indicator", "0099"),
            localCode(58, "guarantor-hire-status"));

    private Gt1() {}

    static RelatedPerson guarantor(Segment gt1, Patient patient, TargetBundle target) {
        RelatedPerson person = target.add(new RelatedPerson(), gt1.path());
        person.getMeta().addProfile(Nk1.PROFILE);
        person.setPatient(TargetBundle.to(patient));
        CodeableConcept guarantor = new CodeableConcept();
        guarantor.addCoding().setSystem(ROLE).setCode("GT");
        person.addRelationship(guarantor);
        for (Element relationship : gt1.repetitions(11)) {
            Cwe.mapped(relationship, target, CodeMapNames.RELATIONSHIP, Systems.table("0063"))
                    .ifPresent(person::addRelationship);
        }
        gt1.repetitions(2).forEach(e -> Cx.identifier(e, target).ifPresent(person::addIdentifier));
        gt1.repetitions(3).forEach(e -> Xpn.name(e, target).ifPresent(person::addName));
        gt1.repetitions(5).forEach(e -> Xad.address(e, target).ifPresent(person::addAddress));
        for (Element xtn : gt1.repetitions(6)) {
            Xtn.contactPoints(xtn, target, ContactPointUse.HOME).forEach(person::addTelecom);
        }
        for (Element xtn : gt1.repetitions(7)) {
            Xtn.contactPoints(xtn, target, ContactPointUse.WORK).forEach(person::addTelecom);
        }
        Ts.date(gt1.field(8), target).ifPresent(person::setBirthDateElement);
        Pid.gender(gt1.field(9), target).ifPresent(person::setGenderElement);
        Ts.period(gt1.field(13), gt1.field(14), target).ifPresent(person::setPeriod);
        Nk1.language(gt1.field(36), person, target);
        TABLE.carry(gt1, person, target);
        target.carryRemovals(gt1, person);
        return person;
    }
}
