package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Optional;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriorityEnumFactory;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatusEnumFactory;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xtn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.hl7v2.type.MessageType;

/** RF1 as ServiceRequest. */
final class Rf1 {

    private static final String CANCELLED = "I14";

    private static final FieldTable TABLE = FieldTable.of(
            code(4, "referral-disposition", "0282"),
            code(5, "referral-category", "0284"),
            dateTime(9, "referral-processed"),
            code(12, "referral-documentation-status", "0865"),
            dateTime(13, "planned-treatment-stop"),
            localCode(14, "referral-reason-text"),
            text(15, "authorised-treatments"),
            text(16, "used-treatments"),
            text(17, "scheduled-treatments"),
            text(18, "remaining-benefit"),
            organisation(19, "authorised-provider"),
            person(20, "authorised-professional"),
            text(21, "source-text"),
            dateTime(22, "source-date"),
            text(24, "referral-comment"),
            code(25, "referral-action", "0206"));

    private Rf1() {}

    static void onto(ServiceRequest request, Segment rf1, MessageType type, TargetBundle target) {
        request.setStatusElement(status(rf1.field(1), type, request, target));
        priority(rf1.field(2), request, target);
        Cwe.concept(rf1.field(3), target, Systems.table("0281")).ifPresent(request::addCategory);
        Cx.entity(rf1.field(6), target).ifPresent(id -> request.addIdentifier(id.setType(Pid.type("PLAC"))));
        for (Element external : rf1.repetitions(11)) {
            Cx.entity(external, target).ifPresent(request::addIdentifier);
        }
        Ts.period(rf1.field(7), rf1.field(8), target).ifPresent(request::setOccurrence);
        for (Element reason : rf1.repetitions(10)) {
            Cwe.concept(reason, target, Systems.table("0336")).ifPresent(request::addReasonCode);
        }
        for (Element xtn : rf1.repetitions(23)) {
            Xtn.contactPoints(xtn, target, null)
                    .forEach(point -> request.addExtension(Extensions.own("source-telecom", point)));
        }
        TABLE.carry(rf1, request, target);
        target.carryRemovals(rf1, request);
    }

    /** HL7 table 0283. A referral that is cancelled is revoked, whatever RF1-1 says; one without a status stands. */
    private static Enumeration<ServiceRequestStatus> status(
            Element code, MessageType type, ServiceRequest request, TargetBundle target) {
        Enumeration<ServiceRequestStatus> status =
                new Enumeration<>(new ServiceRequestStatusEnumFactory(), request.getStatus());
        Cwe.closed(code, target, CodeMapNames.REFERRAL_STATUS, Systems.table("0283"), ServiceRequestStatus::fromCode)
                .ifPresent(told -> told.onto(status, request::addExtension));
        Cwe.beyondCode(code, target, Systems.table("0283"))
                .ifPresent(c -> request.addExtension(Extensions.own("referral-status", c)));
        if (type.event().equals(CANCELLED)) {
            status.setValue(ServiceRequestStatus.REVOKED);
        }
        return status;
    }

    private static void priority(Element code, ServiceRequest request, TargetBundle target) {
        Optional<Cwe.Closed<ServiceRequestPriority>> priority = Cwe.closed(
                code, target, CodeMapNames.REFERRAL_PRIORITY, Systems.table("0280"), ServiceRequestPriority::fromCode);
        Cwe.beyondCode(code, target, Systems.table("0280"))
                .ifPresent(c -> request.addExtension(Extensions.own("referral-priority", c)));
        priority.ifPresent(told -> {
            Enumeration<ServiceRequestPriority> element = new Enumeration<>(new ServiceRequestPriorityEnumFactory());
            told.onto(element, request::addExtension);
            if (!element.isEmpty()) {
                request.setPriorityElement(element);
            }
        });
    }
}
