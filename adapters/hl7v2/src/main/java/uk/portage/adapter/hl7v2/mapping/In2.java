package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.identifier;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.name;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.telecom;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.Coverage;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** IN2, more of the Coverage of the IN1 before it, as extensions: FHIR R4 has elements for next to nothing of it. */
final class In2 {

    private static final FieldTable TABLE = FieldTable.of(
            identifier(1, "insureds-employee-number"),
            text(2, "insureds-social-security-number"),
            text(3, "insureds-employer"),
            code(4, "employer-information", "0139"),
            code(5, "mail-claim-party", "0137"),
            text(6, "medicare-number"),
            name(7, "medicaid-case-name"),
            text(8, "medicaid-case-number"),
            name(9, "military-sponsor-name"),
            text(10, "military-id-number"),
            code(11, "military-dependent", "0342"),
            text(12, "military-organisation"),
            text(13, "military-station"),
            code(14, "military-service", "0140"),
            code(15, "military-rank", "0141"),
            code(16, "military-status", "0142"),
            dateTime(17, "military-retired"),
            code(18, "military-non-availability-certificate", "0136"),
            code(19, "baby-coverage", "0136"),
            code(20, "combine-baby-bill", "0136"),
            number(21, "blood-deductible"),
            name(22, "special-coverage-approval-name"),
            text(23, "special-coverage-approval"),
            code(24, "non-covered-insurance", "0143"),
            identifier(25, "payor-id"),
            identifier(26, "payor-subscriber-id"),
            code(27, "eligibility-source", "0144"),
            text(28, "room-coverage"),
            text(29, "policy-type"),
            text(30, "daily-deductible"),
            code(31, "living-dependency", "0223"),
            code(32, "ambulatory-status", "0009"),
            code(33, "citizenship", "0171"),
            code(34, "language", "0296"),
            code(35, "living-arrangement", "0220"),
            code(36, "publicity", "0215"),
            code(37, "protection-indicator", "0136"),
            code(38, "student-indicator", "0231"),
            code(39, "religion", "0006"),
            name(40, "mothers-maiden-name"),
            code(41, "nationality", "0212"),
            code(42, "ethnic-group", "0189"),
            code(43, "marital-status", "0002"),
            dateTime(44, "employment-start"),
            dateTime(45, "employment-stop"),
            text(46, "job-title"),
            text(47, "job-code"),
            code(48, "job-status", "0311"),
            name(49, "employer-contact-person-name"),
            telecom(50, "employer-contact-person-telephone"),
            code(51, "employer-contact-reason", "0222"),
            name(52, "contact-person-name"),
            telecom(53, "contact-person-telephone"),
            code(54, "contact-reason", "0222"),
            dateTime(55, "relationship-start"),
            dateTime(56, "relationship-stop"),
            code(57, "insurance-contact-reason", "0232"),
            telecom(58, "insurance-contact-telephone"),
            code(59, "policy-scope", "0312"),
            code(60, "policy-source", "0313"),
            identifier(61, "patient-member-number"),
            code(62, "guarantors-relationship-to-insured", "0063"),
            telecom(63, "insureds-telephone-home"),
            telecom(64, "insureds-telephone-work"),
            code(65, "military-handicapped-program", "0343"),
            code(66, "suspend", "0136"),
            code(67, "copay-limit", "0136"),
            code(68, "stop-loss-limit", "0136"),
            organisation(69, "insured-organisation"),
            organisation(70, "insured-employer-organisation"),
            code(71, "race", "0005"),
            code(72, "patients-relationship-to-insured", "0344"),
            localCode(73, "copay"));

    private In2() {}

    static void onto(Coverage coverage, Segment in2, TargetBundle target) {
        TABLE.carry(in2, coverage, target);
        target.carryRemovals(in2, coverage);
    }
}
