package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.location;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.Encounter;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** PV2 as further elements of Encounter. */
final class Pv2 {

    private static final FieldTable TABLE = FieldTable.of(
            location(1, "prior-pending-location"),
            code(2, "accommodation", "0129"),
            code(4, "transfer-reason", "ZU036"),
            text(5, "patient-valuables"),
            text(6, "patient-valuables-location"),
            code(7, "visit-user", "0130"),
            dateTime(8, "expected-admission"),
            dateTime(9, "expected-discharge"),
            number(10, "estimated-length-of-stay"),
            number(11, "actual-length-of-stay"),
            text(12, "visit-description"),
            person(13, "referral-source"),
            dateTime(14, "previous-service-date"),
            code(15, "employment-illness-related", "0136"),
            code(16, "purge-status", "0213"),
            dateTime(17, "purge-status-date"),
            code(18, "special-program", "0214"),
            code(19, "retention-indicator", "0136"),
            number(20, "expected-insurance-plans"),
            code(21, "visit-publicity", "0215"),
            code(22, "visit-protection-indicator", "0136"),
            organisation(23, "clinic-organisation"),
            code(24, "patient-status", "0216"),
            dateTime(26, "previous-treatment-date"),
            code(27, "expected-discharge-disposition", "0112"),
            dateTime(28, "signature-on-file-date"),
            dateTime(29, "first-similar-illness-date"),
            code(30, "patient-charge-adjustment", "0218"),
            code(31, "recurring-service", "0219"),
            code(32, "billing-media", "0136"),
            dateTime(33, "expected-surgery"),
            code(34, "military-partnership", "0136"),
            code(35, "military-non-availability", "0136"),
            code(36, "newborn-baby-indicator", "0136"),
            code(37, "baby-detained-indicator", "0136"),
            code(38, "mode-of-arrival", "0430"),
            code(39, "recreational-drug-use", "0431"),
            code(40, "admission-level-of-care", "0432"),
            code(41, "precaution", "0433"),
            code(42, "patient-condition", "0434"),
            code(43, "living-will", "0315"),
            code(44, "organ-donor", "0316"),
            code(45, "advance-directive", "0435"),
            dateTime(46, "patient-status-effective-date"),
            dateTime(47, "expected-return-from-leave"),
            dateTime(48, "expected-pre-admission-testing"),
            text(49, "notify-clergy"),
            dateTime(50, "advance-directive-last-verified"));

    private Pv2() {}

    static void onto(Encounter encounter, Segment pv2, TargetBundle target) {
        for (Element reason : pv2.repetitions(3)) {
            Cwe.concept(reason, target, Systems.table("ZU001")).ifPresent(encounter::addReasonCode);
        }
        Cwe.mapped(pv2.field(25), target, CodeMapNames.VISIT_PRIORITY, Systems.table("0217"))
                .ifPresent(encounter::setPriority);
        TABLE.carry(pv2, encounter, target);
        target.carryRemovals(pv2, encounter);
    }
}
