package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * ZU1 to ZU7, the UK's additions to a visit (HL7 UK A.4.3, ITK specification section 5.12 to 5.17), as extensions of
 * Encounter; of Patient if no visit is told.
 */
final class Zu {

    private static final FieldTable ZU1 = FieldTable.of(
            dateTime(1, "decision-to-admit"),
            code(2, "intended-management", "ZU051"),
            code(3, "coding-status", "ZU010"),
            dateTime(4, "consultant-episode-start"),
            dateTime(5, "consultant-episode-end"),
            code(7, "treatment-specialty", "ZU012"),
            code(9, "neonatal-level-of-care", "ZU020"),
            code(10, "overseas-visitor-status", "0171"),
            code(13, "source-of-referral", "ZU035"),
            code(14, "service-type-requested", "ZU031"),
            dateTime(15, "referral-request-received"),
            dateTime(16, "referral-date"),
            code(17, "referral-receipt-method", "ZU028"),
            code(18, "written-referral-indicator", "0136"),
            code(19, "first-regular-day-or-night-admission", "ZU014"),
            code(20, "psychiatric-patient-status", "ZU026"),
            text(21, "significant-facility"),
            code(22, "medically-fit-indicator", "0136"),
            code(23, "embedded-daycase-indicator", "0136"),
            dateTime(24, "ready-for-discharge"),
            code(25, "borrowed-bed-specialty", "ZU008"),
            person(26, "borrowed-bed-professional"),
            code(27, "nhs-number-tracing-status", "0445"));

    private static final FieldTable ZU3 = FieldTable.of(
            code(1, "location-type", "ZU052"),
            code(2, "medical-staff-type", "ZU019"),
            code(3, "attended-or-did-not-attend", "ZU007"),
            code(5, "transport-requirements", "ZU037"),
            code(6, "attendance-class", "ZU006"),
            code(7, "diary-type", "ZU013"),
            code(8, "appointment-type", "0277"),
            code(9, "patient-age-sex-mix", "ZU024"),
            code(10, "intended-clinical-care-intensity", "ZU017"),
            code(11, "broad-patient-group", "ZU053"),
            code(12, "first-attendance", "ZU054"),
            code(13, "cancelled-by", "ZU009"),
            code(14, "source-of-attendance", "ZU034"));

    private static final FieldTable ZU4 = FieldTable.of(
            dateTime(1, "waiting-list-date-this-provider"),
            dateTime(2, "waiting-list-original-date"),
            dateTime(3, "guaranteed-admission-date"),
            dateTime(4, "suspension-start"),
            dateTime(5, "suspension-end"),
            dateTime(6, "to-come-in-date"),
            code(7, "responsible-provider", "ZU030"),
            code(8, "waiting-list-source", "ZU033"),
            code(9, "removal-or-reinstatement-reason", "ZU029"),
            dateTime(10, "removal-or-reinstatement-date"),
            code(11, "admission-offer-outcome", "ZU023"),
            code(12, "suspension-initiator", "ZU016"),
            code(13, "waiting-list-type", "ZU055"),
            code(14, "guarantee-exceeded-reason", "ZU027"),
            dateTime(15, "last-review-date"));

    private static final FieldTable ZU5 = FieldTable.of(
            dateTime(1, "psychiatric-census-date"),
            code(2, "legal-status-on-admission", "ZU047"),
            code(3, "legal-status-at-census", "ZU048"),
            code(4, "mental-category", "ZU049"),
            dateTime(5, "detention-commenced"),
            number(6, "ward-type-at-census"));

    private static final FieldTable ZU6 = FieldTable.of(
            text(1, "antenatal-gp"),
            dateTime(2, "first-antenatal-assessment"),
            number(3, "previous-pregnancies"),
            code(4, "actual-delivery-place", "ZU040"),
            dateTime(5, "delivery-date"),
            code(6, "intended-delivery-place", "ZU041"),
            code(7, "delivery-place-change-reason", "ZU042"),
            number(8, "gestation-at-initial-assessment"),
            code(9, "labour-onset-method", "ZU018"),
            code(10, "delivery-method", "ZU043"),
            code(11, "status-of-person-conducting-delivery", "ZU044"),
            code(12, "anaesthetic-during-labour", "ZU003"),
            code(13, "anaesthetic-after-labour", "ZU004"),
            number(14, "number-of-babies"));

    private static final FieldTable ZU7 = FieldTable.of(
            code(2, "live-or-still-birth", "ZU046"),
            number(3, "birth-weight"),
            code(5, "resuscitation-method", "ZU045"),
            number(6, "gestation-at-onset-of-labour"),
            number(7, "births-this-confinement"),
            code(8, "suspected-congenital-anomaly", "0136"),
            number(9, "birth-order"));

    private Zu() {}

    static void onto(DomainResource visit, Segment zu, TargetBundle target) {
        table(zu).carry(zu, visit, target);
        if (zu.id().equals("ZU1")) {
            Cwe.mapped(zu.field(6), target, CodeMapNames.TREATMENT_FUNCTION, Systems.table("ZU012"))
                    .ifPresent(c -> visit.addExtension(Extensions.own("consultant-main-specialty", c)));
        }
        if (zu.id().equals("ZU3")) {
            attendanceOutcome(zu.field(4), visit, target);
        }
        target.carryRemovals(zu, visit);
    }

    private static FieldTable table(Segment zu) {
        return switch (zu.id()) {
            case "ZU1" -> ZU1;
            case "ZU3" -> ZU3;
            case "ZU4" -> ZU4;
            case "ZU5" -> ZU5;
            case "ZU6" -> ZU6;
            default -> ZU7;
        };
    }

    /** UK Core's extension stands on Encounter only. */
    private static void attendanceOutcome(Element outcome, DomainResource visit, TargetBundle target) {
        Cwe.mapped(outcome, target, CodeMapNames.ATTENDANCE_OUTCOME, Systems.table("ZU022"))
                .ifPresent(c -> visit.addExtension(
                        visit instanceof Encounter
                                ? Extensions.ukCore("OutcomeOfAttendance", c)
                                : Extensions.own("outcome-of-attendance", c)));
    }
}
