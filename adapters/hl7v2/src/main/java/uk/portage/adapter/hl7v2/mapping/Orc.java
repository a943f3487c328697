package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.address;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.location;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.telecom;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.CodeMaps;

/** ORC as further elements of what was ordered, dispensed or given. */
final class Orc {

    private static final FieldTable TABLE = FieldTable.of(
            code(1, "order-control", "0119"),
            code(5, "order-status", "0038"),
            code(6, "response-flag", "0121"),
            text(8, "parent-order"),
            person(11, "verified-by"),
            location(13, "enterers-location"),
            telecom(14, "order-callback-telephone"),
            dateTime(15, "order-effective"),
            code(16, "order-control-reason", "0949"),
            localCode(17, "entering-organisation"),
            localCode(18, "entering-device"),
            person(19, "action-by"),
            code(20, "advanced-beneficiary-notice", "0339"),
            organisation(21, "ordering-facility"),
            address(22, "ordering-facility-address"),
            telecom(23, "ordering-facility-telephone"),
            address(24, "ordering-provider-address"),
            code(25, "order-status-modifier", "0395"),
            code(26, "advanced-beneficiary-notice-override-reason", "0552"),
            dateTime(27, "expected-availability"),
            code(28, "confidentiality", "0177"),
            code(29, "order-type", "0482"),
            code(30, "enterer-authorisation-mode", "0483"),
            localCode(31, "parent-universal-service"),
            dateTime(32, "advanced-beneficiary-notice-date"),
            FieldTable.identifier(33, "alternate-placer-order-number"),
            entity(34, "order-workflow-profile"));

    private Orc() {}

    static void onto(ServiceRequest request, Segment orc, TargetBundle target) {
        identifiers(orc, request.getIdentifier(), target);
        Cx.entity(orc.field(4), target).ifPresent(request::setRequisition);
        Ts.dateTime(orc.field(9), target).ifPresent(request::setAuthoredOnElement);
        status(orc, CodeMapNames.ORDER_STATUS, CodeMapNames.ORDER_CONTROL, target)
                .ifPresent(status -> request.setStatus(ServiceRequestStatus.fromCode(status)));
        schedule(orc, request, target);
        for (Element requester : orc.repetitions(12)) {
            Obr.requester(requester, request, target);
        }
        people(orc, 10, "entered-by", request, target);
        TABLE.carry(orc, request, target);
        target.carryRemovals(orc, request);
    }

    static void onto(MedicationRequest request, Segment orc, TargetBundle target) {
        identifiers(orc, request.getIdentifier(), target);
        Cx.entity(orc.field(4), target).ifPresent(request::setGroupIdentifier);
        Ts.dateTime(orc.field(9), target).ifPresent(request::setAuthoredOnElement);
        status(orc, CodeMapNames.MEDICATION_ORDER_STATUS, CodeMapNames.MEDICATION_ORDER_CONTROL, target)
                .ifPresent(status -> request.setStatus(MedicationRequestStatus.fromCode(status)));
        if (request.hasDosageInstruction()
                && request.getDosageInstructionFirstRep().hasTiming()) {
            timingExtension(orc, request, target);
        } else {
            for (Element tq : orc.repetitions(7)) {
                Schedule.ofField(tq, target).ifPresent(t -> Timings.onto(request, t));
            }
        }
        first(orc, 12, "further-requester", request::setRequester, request, target);
        first(orc, 10, "further-recorder", request::setRecorder, request, target);
        TABLE.carry(orc, request, target);
        target.carryRemovals(orc, request);
    }

    /** For what is no request: who ordered it, and when, stand as extensions. */
    static void onto(DomainResource resource, List<Identifier> identifiers, Segment orc, TargetBundle target) {
        identifiers(orc, identifiers, target);
        Cx.entity(orc.field(4), target).ifPresent(group -> resource.addExtension(Extensions.own("order-group", group)));
        Ts.dateTime(orc.field(9), target).ifPresent(time -> resource.addExtension(Extensions.own("ordered-at", time)));
        timingExtension(orc, resource, target);
        people(orc, 10, "entered-by", resource, target);
        people(orc, 12, "ordered-by", resource, target);
        TABLE.carry(orc, resource, target);
        target.carryRemovals(orc, resource);
    }

    /** ORC-5 says how the order stands; without it, ORC-1 says what became of it. */
    private static Optional<String> status(Segment orc, String statusMap, String controlMap, TargetBundle target) {
        Optional<CodeMaps.Target> status = target.find(statusMap, orc.text(5));
        return (status.isPresent() ? status : target.find(controlMap, orc.text(1))).map(CodeMaps.Target::code);
    }

    private static void schedule(Segment orc, ServiceRequest request, TargetBundle target) {
        for (Element tq : orc.repetitions(7)) {
            Schedule.ofField(tq, target).ifPresent(timing -> Timings.onto(request, timing));
        }
    }

    private static void timingExtension(Segment orc, DomainResource resource, TargetBundle target) {
        for (Element tq : orc.repetitions(7)) {
            Schedule.ofField(tq, target).ifPresent(timing -> resource.addExtension(Extensions.own("timing", timing)));
        }
    }

    private static void first(
            Segment orc,
            int field,
            String further,
            Consumer<Reference> place,
            DomainResource resource,
            TargetBundle target) {
        boolean placed = false;
        for (Element xcn : orc.repetitions(field)) {
            Optional<Reference> who = Xcn.reference(xcn, target);
            if (who.isPresent() && placed) {
                resource.addExtension(Extensions.own(further, who.get()));
            } else if (who.isPresent()) {
                place.accept(who.get());
                placed = true;
            }
        }
    }

    private static void people(Segment orc, int field, String name, DomainResource resource, TargetBundle target) {
        for (Element xcn : orc.repetitions(field)) {
            Xcn.reference(xcn, target).ifPresent(who -> resource.addExtension(Extensions.own(name, who)));
        }
    }

    /** ORC-2 and ORC-3, which OBR-2 and OBR-3 repeat. */
    private static void identifiers(Segment orc, List<Identifier> known, TargetBundle target) {
        identifier(orc.field(2), "PLAC", known, target);
        identifier(orc.field(3), "FILL", known, target);
    }

    private static void identifier(Element ei, String type, List<Identifier> known, TargetBundle target) {
        Optional<Identifier> identifier = Obr.identifier(ei, type, target);
        if (identifier.isEmpty()) {
            return;
        }
        for (Identifier one : known) {
            if (one.equalsDeep(identifier.get())) {
                return;
            }
        }
        known.add(identifier.get());
    }
}
