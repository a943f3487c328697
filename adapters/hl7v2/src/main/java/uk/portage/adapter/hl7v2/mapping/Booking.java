package uk.portage.adapter.hl7v2.mapping;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.hl7v2.type.MessageType;

/**
 * The appointment of a message: SCH, its times (SCH-11, TQ1, or those of a resource) and what it needs, resource group
 * by resource group (RGS, AIS, AIG, AIL, AIP).
 */
final class Booking {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);
    private static final int LAST_YEAR = 9999;

    private final TargetBundle target;
    private final Appointment appointment;
    private Optional<InstantType> start = Optional.empty();
    private Optional<InstantType> end = Optional.empty();
    private Optional<Integer> minutes = Optional.empty();

    Booking(
            Segment sch,
            MessageType type,
            Optional<Patient> patient,
            Optional<Encounter> encounter,
            MessageHeader header,
            TargetBundle target) {
        this.target = target;
        this.appointment = Sch.appointment(sch, type, target);
        header.addFocus(TargetBundle.to(appointment));
        encounter.ifPresent(e -> e.addAppointment(TargetBundle.to(appointment)));
        patient.ifPresent(p -> appointment
                .addParticipant()
                .setActor(TargetBundle.to(p))
                .setStatus(Ai.participation(appointment.getStatus())));
        if (appointment.hasMinutesDuration()) {
            minutes = Optional.of(appointment.getMinutesDuration());
        }
        for (Element tq : sch.repetitions(11)) {
            timing(tq);
        }
    }

    Appointment appointment() {
        return appointment;
    }

    /** TQ: quantity, interval, duration, start, end, priority, condition, text. */
    private void timing(Element tq) {
        time(tq.part(4), tq.part(5));
        own("timing-quantity", tq.part(1).verbatim());
        own("timing-interval", tq.part(2).verbatim());
        own("timing-duration", tq.part(3).verbatim());
        own("timing-priority", tq.part(6).verbatim());
        own("timing-condition", tq.part(7).verbatim());
        own("timing-text", tq.part(8).verbatim());
    }

    private void own(String name, String value) {
        if (!value.isEmpty()) {
            appointment.addExtension(Extensions.own(name, new StringType(value)));
        }
    }

    /** TQ1 (HL7 v2.5 and later), which took the place of SCH-11. */
    void timing(Segment tq1) {
        time(tq1.field(7), tq1.field(8));
        for (Element priority : tq1.repetitions(9)) {
            Cwe.concept(priority, target, Systems.table("0485"))
                    .ifPresent(c -> appointment.addExtension(Extensions.own("timing-priority", c)));
        }
        own("timing-text", tq1.field(11).verbatim());
        target.carryRemovals(tq1, appointment);
    }

    /** The first times are the appointment's; further ones, and those that name no moment, stand beside them. */
    private void time(Element from, Element to) {
        if (start.isPresent() || end.isPresent()) {
            Ts.period(from, to, target)
                    .ifPresent(p -> appointment.addExtension(Extensions.own("further-appointment-time", p)));
            return;
        }
        start = moment(from, "appointment-start");
        end = moment(to, "appointment-end");
    }

    private Optional<InstantType> moment(Element ts, String name) {
        Optional<InstantType> moment = Ts.instant(ts, target);
        if (moment.isEmpty()) {
            Ts.dateTime(ts, target).ifPresent(date -> appointment.addExtension(Extensions.own(name, date)));
        }
        return moment;
    }

    /** RGS: its segments need no name in FHIR, where one appointment holds them all. */
    void group(Segment rgs) {
        Cwe.concept(rgs.field(2), target, Systems.table("0206"))
                .ifPresent(c -> appointment.addExtension(Extensions.own("resource-group-action", c)));
        Cwe.concept(rgs.field(3), target, target.localSystem("code-system", "resource-group"))
                .ifPresent(c -> appointment.addExtension(Extensions.own("resource-group", c)));
        target.carryRemovals(rgs, appointment);
    }

    /** AIS, AIG, AIL or AIP. */
    void resource(Segment segment) {
        Ai.Needed needed = Ai.of(segment).onto(appointment, segment, target);
        if (start.isEmpty() && end.isEmpty()) {
            start = needed.start();
        }
        minutes = minutes.or(needed::minutes);
    }

    /** To be called after the last segment. */
    void complete() {
        if (appointment.getParticipant().isEmpty()) {
            AppointmentParticipantComponent nobody =
                    appointment.addParticipant().setStatus(Ai.participation(appointment.getStatus()));
            nobody.addType(new CodeableConcept()).getTypeFirstRep().addExtension(Extensions.absent("unknown"));
        }
        AppointmentStatus status = appointment.getStatus();
        boolean mayBeWithoutTime = status == AppointmentStatus.PROPOSED
                || status == AppointmentStatus.CANCELLED
                || status == AppointmentStatus.WAITLIST;
        if (start.isEmpty() && end.isEmpty() && mayBeWithoutTime) {
            return;
        }
        Optional<InstantType> until = end.filter(this::afterStart).or(this::startAndDuration);
        end.filter(e -> !afterStart(e)).ifPresent(e -> appointment.addExtension(Extensions.own("end-before-start", e)));
        appointment.setStartElement(start.orElseGet(Booking::unknown));
        appointment.setEndElement(until.orElseGet(Booking::unknown));
    }

    private boolean afterStart(InstantType time) {
        return start.isEmpty() || !moment(time).isBefore(moment(start.get()));
    }

    private static OffsetDateTime moment(InstantType time) {
        return OffsetDateTime.parse(time.getValueAsString());
    }

    private Optional<InstantType> startAndDuration() {
        return start.flatMap(from -> minutes.map(m -> {
            OffsetDateTime until = moment(from).plusMinutes(m);
            return until.getYear() > LAST_YEAR ? unknown() : new InstantType(SECONDS.format(until));
        }));
    }

    /** FHIR has both times or none, and a booked appointment has both. */
    private static InstantType unknown() {
        InstantType unknown = new InstantType();
        unknown.addExtension(Extensions.absent("unknown"));
        return unknown;
    }
}
