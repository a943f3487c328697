package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.address;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.identifier;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.name;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.telecom;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Optional;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Coverage.CoverageStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.RelatedPerson;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xad;
import uk.portage.adapter.hl7v2.datatype.Xon;
import uk.portage.adapter.hl7v2.datatype.Xpn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** IN1 as Coverage, with the insurer as Organization and the insured, if it is somebody else, as RelatedPerson. */
final class In1 {

    private static final String CLASS = "http://terminology.hl7.org/CodeSystem/coverage-class";

    private static final FieldTable TABLE = FieldTable.of(
            identifier(10, "insureds-group-employee-number"),
            organisation(11, "insureds-group-employer"),
            text(14, "authorisation"),
            code(20, "assignment-of-benefits", "0135"),
            code(21, "coordination-of-benefits", "0173"),
            text(22, "coordination-of-benefits-priority"),
            code(23, "notice-of-admission", "0136"),
            dateTime(24, "notice-of-admission-date"),
            code(25, "report-of-eligibility", "0136"),
            dateTime(26, "report-of-eligibility-date"),
            code(27, "release-of-information", "0093"),
            text(28, "pre-admission-certificate"),
            dateTime(29, "verification-time"),
            person(30, "verified-by"),
            code(31, "agreement-type", "0098"),
            code(32, "billing-status", "0022"),
            number(33, "lifetime-reserve-days"),
            number(34, "delay-before-lifetime-reserve-day"),
            localCode(35, "company-plan"),
            text(37, "policy-deductible"),
            text(38, "policy-limit-amount"),
            number(39, "policy-limit-days"),
            text(40, "room-rate-semi-private"),
            text(41, "room-rate-private"),
            code(42, "employment-status", "0066"),
            address(44, "employer-address"),
            code(45, "verification-status", "0139"),
            code(46, "prior-insurance-plan", "0072"),
            code(47, "coverage-type", "0309"),
            code(48, "handicap", "0295"),
            code(50, "signature", "0535"),
            dateTime(51, "signature-date"),
            text(52, "insureds-birth-place"),
            code(53, "vip-indicator", "0099"),
            identifier(54, "external-health-plan-identifier"),
            code(55, "insurance-action", "0206"));

    private static final FieldTable INSURER =
            FieldTable.of(name(6, "contact-person-name"), telecom(7, "contact-person-telephone"));

    private In1() {}

    static Coverage coverage(Segment in1, Patient patient, TargetBundle target) {
        Coverage coverage = target.add(new Coverage(), in1.path());
        // Nothing in IN1 says that a coverage ended but its end date, which stands in the period.
        coverage.setStatus(CoverageStatus.ACTIVE);
        coverage.setBeneficiary(TargetBundle.to(patient));
        insurer(in1, coverage, target);
        insured(in1, coverage, patient, target);
        classOf(in1.field(2), "plan", coverage, target);
        groups(in1, coverage, target);
        Ts.period(in1.field(12), in1.field(13), target).ifPresent(coverage::setPeriod);
        Cwe.concept(in1.field(15), target, Systems.table("0086")).ifPresent(coverage::setType);
        for (int field : new int[] {36, 49}) {
            for (Element policy : in1.repetitions(field)) {
                Cx.identifier(policy, target).ifPresent(coverage::addIdentifier);
            }
        }
        TABLE.carry(in1, coverage, target);
        target.carryRemovals(in1, coverage);
        return coverage;
    }

    private static void insurer(Segment in1, Coverage coverage, TargetBundle target) {
        Optional<Organization> named = Optional.empty();
        for (Element xon : in1.repetitions(4)) {
            Optional<Organization> organization = Xon.organization(xon, target);
            organization.ifPresent(o -> coverage.addPayor(TargetBundle.to(o)));
            named = named.isPresent() ? named : organization;
        }
        boolean toldMore = in1.has(3) || in1.has(5) || in1.has(6) || in1.has(7);
        Organization insurer = named.orElseGet(() ->
                toldMore || !coverage.hasPayor() ? target.add(new Organization(), in1.path()) : new Organization());
        if (named.isEmpty()) {
            coverage.addPayor(TargetBundle.to(insurer));
        }
        in1.repetitions(3).forEach(e -> Cx.identifier(e, target).ifPresent(insurer::addIdentifier));
        in1.repetitions(5).forEach(e -> Xad.address(e, target).ifPresent(insurer::addAddress));
        INSURER.carry(in1, insurer, target);
        if (!insurer.hasName() && !insurer.hasIdentifier()) {
            insurer.addExtension(Extensions.absent("unknown"));
            insurer.setName("Insurer not named");
        }
    }

    private static void insured(Segment in1, Coverage coverage, Patient patient, TargetBundle target) {
        Cwe.mapped(in1.field(17), target, CodeMapNames.RELATIONSHIP, Systems.table("0063"))
                .ifPresent(coverage::setRelationship);
        if (!in1.has(16) && !in1.has(18) && !in1.has(19) && !in1.has(43)) {
            return;
        }
        RelatedPerson insured = target.add(new RelatedPerson(), in1.path());
        insured.setPatient(TargetBundle.to(patient));
        in1.repetitions(16).forEach(e -> Xpn.name(e, target).ifPresent(insured::addName));
        Ts.date(in1.field(18), target).ifPresent(insured::setBirthDateElement);
        in1.repetitions(19).forEach(e -> Xad.address(e, target).ifPresent(insured::addAddress));
        Pid.gender(in1.field(43), target).ifPresent(insured::setGenderElement);
        if (coverage.hasRelationship()) {
            insured.addRelationship(coverage.getRelationship().copy());
        }
        coverage.setSubscriber(TargetBundle.to(insured));
    }

    private static void groups(Segment in1, Coverage coverage, TargetBundle target) {
        String number = in1.field(8).verbatim();
        if (!number.isEmpty()) {
            coverage.addClass_()
                    .setValue(number)
                    .getType()
                    .addCoding()
                    .setSystem(CLASS)
                    .setCode("group");
        }
        for (Element name : in1.repetitions(9)) {
            Xon.organization(name, target)
                    .ifPresent(o -> coverage.addExtension(Extensions.own("insureds-group", TargetBundle.to(o))));
        }
    }

    private static void classOf(Element plan, String kind, Coverage coverage, TargetBundle target) {
        Cwe.concept(plan, target, Systems.table("0072")).ifPresent(concept -> {
            coverage.addExtension(Extensions.own("insurance-plan", concept));
            String code = plan.text(1);
            if (!code.isEmpty()) {
                coverage.addClass_()
                        .setValue(code)
                        .getType()
                        .addCoding()
                        .setSystem(CLASS)
                        .setCode(kind);
            }
        });
    }
}
