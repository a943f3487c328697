package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.location;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;

import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Reference;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Xad;
import uk.portage.adapter.hl7v2.datatype.Xtn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.hl7v2.type.MessageType;
import uk.portage.adapter.spi.LossKind;

/** SCH as Appointment. When it takes place and who takes part, {@link Booking} gathers from the segments that follow. */
final class Sch {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Appointment";

    private static final FieldTable TABLE = FieldTable.of(
            number(3, "appointment-occurrence-number"),
            entity(4, "appointment-group-number"),
            localCode(5, "schedule"),
            person(12, "placer-contact"),
            location(15, "placer-contact-location"),
            person(16, "filler-contact"),
            location(19, "filler-contact-location"),
            person(20, "entered-by"),
            location(22, "enterers-location"),
            entity(23, "parent-placer-appointment"),
            entity(24, "parent-filler-appointment"),
            code(25, "filler-status", "0278"),
            entity(28, "alternate-placer-order-group"));

    private Sch() {}

    static Appointment appointment(Segment sch, MessageType type, TargetBundle target) {
        Appointment appointment = target.add(new Appointment(), sch.path());
        appointment.getMeta().addProfile(PROFILE);
        Obr.identifier(sch.field(1), "PLAC", target).ifPresent(appointment::addIdentifier);
        Obr.identifier(sch.field(2), "FILL", target).ifPresent(appointment::addIdentifier);
        appointment.setStatus(status(type.event(), sch.field(25), target));
        reasons(sch, appointment, target);
        Cwe.concept(sch.field(8), target, Systems.table("0277")).ifPresent(appointment::setAppointmentType);
        Minutes.of(sch.field(9), sch.field(10), target).onto(appointment);
        contacts(sch, appointment, target);
        order(sch.field(26), "PLAC", appointment, target);
        order(sch.field(27), "FILL", appointment, target);
        TABLE.carry(sch, appointment, target);
        target.carryRemovals(sch, appointment);
        return appointment;
    }

    /** What the event says goes before what SCH-25 says: the event is why the message was sent. */
    private static AppointmentStatus status(String event, Element fillerStatus, TargetBundle target) {
        Optional<AppointmentStatus> told = filler(fillerStatus, target);
        return switch (event) {
            case "S15", "S16" -> AppointmentStatus.CANCELLED;
            case "S17" -> AppointmentStatus.ENTEREDINERROR;
            case "S26" -> AppointmentStatus.NOSHOW;
            default -> told.orElse(AppointmentStatus.BOOKED);
        };
    }

    /** HL7 table 0278. */
    static Optional<AppointmentStatus> filler(Element code, TargetBundle target) {
        String text = code.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<AppointmentStatus> status = target.find(CodeMapNames.APPOINTMENT_STATUS, text)
                .map(found -> AppointmentStatus.fromCode(found.code()));
        if (status.isEmpty()) {
            code.part(1).lose(LossKind.UNKNOWN_CODE);
        }
        return status;
    }

    /**
     * SCH-6 is why the message was sent, SCH-7 what the appointment is for. FHIR R4 means to allow a cancelation reason
     * where nobody came, too, but misspells that status in its rule app-4.
     */
    private static void reasons(Segment sch, Appointment appointment, TargetBundle target) {
        Optional<CodeableConcept> reason =
                Cwe.concept(sch.field(6), target, target.localSystem("code-system", "event-reason"));
        reason.ifPresent(r -> {
            if (appointment.getStatus() == AppointmentStatus.CANCELLED) {
                appointment.setCancelationReason(r);
            } else {
                appointment.addExtension(Extensions.own("event-reason", r));
            }
        });
        Cwe.concept(sch.field(7), target, Systems.table("0276")).ifPresent(appointment::addReasonCode);
    }

    private static void contacts(Segment sch, Appointment appointment, TargetBundle target) {
        telecom(sch, 13, "placer-contact-telecom", appointment, target);
        telecom(sch, 17, "filler-contact-telecom", appointment, target);
        telecom(sch, 21, "entered-by-telecom", appointment, target);
        address(sch, 14, "placer-contact-address", appointment, target);
        address(sch, 18, "filler-contact-address", appointment, target);
    }

    private static void telecom(Segment sch, int field, String name, Appointment appointment, TargetBundle target) {
        for (Element xtn : sch.repetitions(field)) {
            Xtn.contactPoints(xtn, target, null)
                    .forEach(point -> appointment.addExtension(Extensions.own(name, point)));
        }
    }

    private static void address(Segment sch, int field, String name, Appointment appointment, TargetBundle target) {
        for (Element xad : sch.repetitions(field)) {
            Xad.address(xad, target).ifPresent(a -> appointment.addExtension(Extensions.own(name, a)));
        }
    }

    private static void order(Element ei, String type, Appointment appointment, TargetBundle target) {
        Obr.identifier(ei, type, target)
                .ifPresent(id -> appointment.addBasedOn(
                        new Reference().setType("ServiceRequest").setIdentifier(id)));
    }
}
