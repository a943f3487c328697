package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterLocationComponent;
import org.hl7.fhir.r4.model.Encounter.EncounterLocationStatus;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Pl;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.hl7v2.type.MessageType;
import uk.portage.adapter.spi.CodeMaps;
import uk.portage.adapter.spi.LossKind;

/** PV1 as Encounter. */
final class Pv1 {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Encounter";

    /** Patient class N, not applicable: the segment stands only because HL7 v2 demands one. */
    private static final String NO_VISIT = "N";

    private static final FieldTable TABLE = FieldTable.of(
            code(12, "pre-admit-test-indicator", "0087"),
            code(18, "patient-type", "0018"),
            code(20, "financial-class", "0064"),
            code(21, "charge-price-indicator", "0032"),
            code(23, "credit-rating", "0046"),
            code(24, "contract", "0044"),
            dateTime(25, "contract-effective"),
            number(26, "contract-amount"),
            number(27, "contract-period"),
            code(28, "interest", "0073"),
            code(29, "transfer-to-bad-debt", "0110"),
            dateTime(30, "transfer-to-bad-debt-date"),
            code(31, "bad-debt-agency", "0021"),
            number(32, "bad-debt-transfer-amount"),
            number(33, "bad-debt-recovery-amount"),
            code(34, "delete-account-indicator", "0111"),
            dateTime(35, "delete-account-date"),
            organisation(39, "servicing-facility"),
            code(40, "bed-status", "0116"),
            code(41, "account-status", "0117"),
            number(46, "current-patient-balance"),
            number(47, "total-charges"),
            number(48, "total-adjustments"),
            number(49, "total-payments"),
            code(51, "visit-indicator", "0326"),
            text(53, "service-episode-description"),
            FieldTable.identifier(54, "service-episode-identifier"));

    private Pv1() {}

    /** @param type says how the visit stands */
    static Optional<Encounter> encounter(Segment pv1, MessageType type, Patient patient, TargetBundle target) {
        String patientClass = pv1.text(2);
        if (patientClass.equals(NO_VISIT) && !saysMoreThanClass(pv1)) {
            pv1.field(2).lose(LossKind.NO_TARGET);
            return Optional.empty();
        }
        Encounter encounter = target.add(new Encounter(), pv1.path());
        encounter.getMeta().addProfile(PROFILE);
        encounter.setSubject(TargetBundle.to(patient));
        EncounterStatus status = status(type.event(), pv1);
        encounter.setStatus(status);
        encounter.setClass_(patientClass(pv1.field(2), target));
        locations(pv1, status, encounter, target);
        participants(pv1, encounter, target);
        identifiers(pv1, encounter, target);
        Cwe.mapped(pv1.field(10), target, CodeMapNames.TREATMENT_FUNCTION, Systems.table("0069"))
                .ifPresent(encounter::setServiceType);
        admission(pv1, encounter, target);
        discharge(pv1, patientClass, encounter, target);
        Ts.period(pv1.field(44), pv1.field(45), target).ifPresent(encounter::setPeriod);
        confidentiality(pv1.field(16), patient, encounter, target);
        TABLE.carry(pv1, encounter, target);
        target.carryRemovals(pv1, encounter);
        return Optional.of(encounter);
    }

    private static boolean saysMoreThanClass(Segment pv1) {
        for (int field = 3; field <= pv1.fieldCount(); field++) {
            if (pv1.has(field)) {
                return true;
            }
        }
        return false;
    }

    /** Of the events that take another one back, some leave the visit as it was before, and some end it unbegun. */
    private static EncounterStatus status(String event, Segment pv1) {
        return switch (event) {
            case "A01",
                    "A02",
                    "A04",
                    "A06",
                    "A07",
                    "A09",
                    "A10",
                    "A12",
                    "A13",
                    "A15",
                    "A16",
                    "A22",
                    "A25",
                    "A26",
                    "A52" -> EncounterStatus.INPROGRESS;
            case "A03" -> EncounterStatus.FINISHED;
            case "A05", "A14" -> EncounterStatus.PLANNED;
            case "A11", "A27", "A38" -> EncounterStatus.CANCELLED;
            case "A21", "A53" -> EncounterStatus.ONLEAVE;
            case "A23" -> EncounterStatus.ENTEREDINERROR;
            default -> statusByTimes(pv1);
        };
    }

    /** Events that update something else say how the visit stands only by its times. */
    private static EncounterStatus statusByTimes(Segment pv1) {
        if (pv1.has(45)) {
            return EncounterStatus.FINISHED;
        }
        if (pv1.has(44)) {
            return EncounterStatus.INPROGRESS;
        }
        return pv1.text(2).equals("P") ? EncounterStatus.PLANNED : EncounterStatus.UNKNOWN;
    }

    /** Encounter.class is one coding and must be there. */
    private static Coding patientClass(Element code, TargetBundle target) {
        String text = code.text();
        if (text.isEmpty()) {
            return new Coding().setSystem(Systems.NULL_FLAVOR).setCode("NI");
        }
        Coding source = Cwe.plain(Systems.table("0004"), text);
        Optional<CodeMaps.Target> found = target.find(CodeMapNames.PATIENT_CLASS, text);
        if (found.isEmpty()) {
            code.lose(LossKind.UNKNOWN_CODE);
            return source;
        }
        if (found.get().coarser()) {
            code.lose(LossKind.COARSER);
        }
        Coding coding = new Coding()
                .setSystem(found.get().system())
                .setCode(found.get().code())
                .setDisplay(found.get().display());
        coding.addExtension(Extensions.sourceCode(source));
        return coding;
    }

    private static void locations(Segment pv1, EncounterStatus visit, Encounter encounter, TargetBundle target) {
        location(pv1.field(3), current(visit), encounter, target);
        location(pv1.field(6), Optional.of(EncounterLocationStatus.COMPLETED), encounter, target);
        location(pv1.field(11), current(visit), encounter, target);
        location(pv1.field(42), Optional.of(EncounterLocationStatus.PLANNED), encounter, target);
        location(pv1.field(43), Optional.of(EncounterLocationStatus.COMPLETED), encounter, target);
    }

    /** Nobody is to be looked for on a ward who is on leave from it or never came. */
    private static Optional<EncounterLocationStatus> current(EncounterStatus visit) {
        return switch (visit) {
            case PLANNED -> Optional.of(EncounterLocationStatus.PLANNED);
            case FINISHED -> Optional.of(EncounterLocationStatus.COMPLETED);
            case CANCELLED, ENTEREDINERROR, ONLEAVE -> Optional.empty();
            default -> Optional.of(EncounterLocationStatus.ACTIVE);
        };
    }

    private static void location(
            Element pl, Optional<EncounterLocationStatus> status, Encounter encounter, TargetBundle target) {
        Pl.location(pl, target).ifPresent(location -> {
            EncounterLocationComponent component = encounter.addLocation().setLocation(TargetBundle.to(location));
            status.ifPresent(component::setStatus);
        });
    }

    private static void participants(Segment pv1, Encounter encounter, TargetBundle target) {
        participant(pv1, 7, "ATND", encounter, target);
        participant(pv1, 8, "REF", encounter, target);
        participant(pv1, 9, "CON", encounter, target);
        participant(pv1, 17, "ADM", encounter, target);
        participant(pv1, 52, "PART", encounter, target);
    }

    private static void participant(Segment pv1, int field, String type, Encounter encounter, TargetBundle target) {
        for (Element xcn : pv1.repetitions(field)) {
            Optional<Reference> practitioner = Xcn.reference(xcn, target);
            if (practitioner.isPresent()) {
                CodeableConcept role = new CodeableConcept();
                role.addCoding().setSystem(Systems.PARTICIPATION).setCode(type);
                encounter.addParticipant().addType(role).setIndividual(practitioner.get());
            }
        }
    }

    private static void identifiers(Segment pv1, Encounter encounter, TargetBundle target) {
        identifier(pv1, 19, "VN", encounter, target);
        identifier(pv1, 50, "", encounter, target);
        Cx.identifier(pv1.field(5), target)
                .ifPresent(id -> encounter.getHospitalization().setPreAdmissionIdentifier(id));
    }

    private static void identifier(Segment pv1, int field, String type, Encounter encounter, TargetBundle target) {
        for (Element cx : pv1.repetitions(field)) {
            Optional<Identifier> identifier = Cx.identifier(cx, target);
            if (identifier.isPresent()) {
                if (!identifier.get().hasType() && !type.isEmpty()) {
                    identifier.get().setType(Pid.type(type));
                }
                encounter.addIdentifier(identifier.get());
            }
        }
    }

    private static void admission(Segment pv1, Encounter encounter, TargetBundle target) {
        Cwe.mapped(pv1.field(4), target, CodeMapNames.ADMISSION_METHOD, Systems.table("0007"))
                .ifPresent(c -> encounter.getHospitalization().addExtension(Extensions.ukCore("AdmissionMethod", c)));
        Cwe.mapped(pv1.field(14), target, CodeMapNames.ADMISSION_SOURCE, Systems.table("0023"))
                .ifPresent(c -> encounter.getHospitalization().setAdmitSource(c));
        Cwe.concept(pv1.field(13), target, Systems.table("0092"))
                .ifPresent(c -> encounter.getHospitalization().setReAdmission(c));
        for (Element need : pv1.repetitions(15)) {
            Cwe.concept(need, target, Systems.table("0009"))
                    .ifPresent(c -> encounter.getHospitalization().addSpecialArrangement(c));
        }
        for (Element courtesy : pv1.repetitions(22)) {
            Cwe.concept(courtesy, target, Systems.table("0045"))
                    .ifPresent(c -> encounter.getHospitalization().addSpecialCourtesy(c));
        }
        for (Element diet : pv1.repetitions(38)) {
            Cwe.concept(diet, target, Systems.table("0114"))
                    .ifPresent(c -> encounter.getHospitalization().addDietPreference(c));
        }
    }

    /**
     * PV1-36 means one thing for inpatients and another in emergency care, where 4 is a referral and not a death (ITK
     * reference table 0112).
     */
    private static void discharge(Segment pv1, String patientClass, Encounter encounter, TargetBundle target) {
        boolean emergency = patientClass.equals("E");
        String map = emergency ? CodeMapNames.ATTENDANCE_DISPOSAL : CodeMapNames.DISCHARGE_METHOD;
        Cwe.mapped(pv1.field(36), target, map, Systems.table("0112"))
                .ifPresent(c -> encounter.addExtension(
                        emergency
                                ? Extensions.own("attendance-disposal", c)
                                : Extensions.ukCore("DischargeMethod", c)));
        // DLD: a location, and the time it took effect.
        Element place = pv1.field(37);
        Cwe.mapped(place.part(1), target, CodeMapNames.DISCHARGE_DESTINATION, Systems.table("0113"))
                .ifPresent(c -> encounter.getHospitalization().setDischargeDisposition(c));
        Ts.dateTime(place.part(2), target)
                .ifPresent(time -> encounter
                        .getHospitalization()
                        .getDischargeDisposition()
                        .addExtension(Extensions.own("discharge-destination-time", time)));
    }

    private static void confidentiality(Element code, Patient patient, Encounter encounter, TargetBundle target) {
        Cwe.concept(code, target, Systems.table("0099"))
                .ifPresent(c -> encounter.addExtension(Extensions.own("vip-indicator", c)));
        target.find(CodeMapNames.CONFIDENTIALITY, code.text())
                .filter(found -> !found.code().equals("N"))
                .ifPresent(found -> Sensitivity.restrict(code, found.code(), patient, target));
    }
}
