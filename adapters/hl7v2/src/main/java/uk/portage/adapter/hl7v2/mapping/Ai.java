package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Reference;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Pl;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * What an appointment needs: AIS as its service, AIG, AIL and AIP as participants. Seven fields stand in the same order
 * in each: start, offset and its unit, duration and its unit, substitution, status.
 */
final class Ai {

    /** A service. */
    private static final Ai AIS = new Ai(4);
    /** Equipment or whatever else. */
    private static final Ai AIG = new Ai(8);
    /** A place. */
    private static final Ai AIL = new Ai(6);
    /** A health professional. */
    private static final Ai AIP = new Ai(6);

    private static final String DELETE = "D";
    private static final FieldTable SERVICE = FieldTable.of(
            code(11, "placer-supplemental-information", "0411"), code(12, "filler-supplemental-information", "0411"));

    private final int start;
    private final FieldTable table;

    private Ai(int start) {
        this.start = start;
        this.table = FieldTable.of(
                code(2, "segment-action", "0206"),
                dateTime(start, "resource-start"),
                code(start + 5, "substitution", "0279"),
                code(start + 6, "filler-status", "0278"));
    }

    /** What a resource says of the time of its appointment. */
    record Needed(Optional<InstantType> start, Optional<Integer> minutes) {}

    static Ai of(Segment segment) {
        return switch (segment.id()) {
            case "AIS" -> AIS;
            case "AIG" -> AIG;
            case "AIL" -> AIL;
            default -> AIP;
        };
    }

    Needed onto(Appointment appointment, Segment segment, TargetBundle target) {
        Consumer<Extension> details =
                this == AIS ? service(appointment, segment, target) : participants(appointment, segment, target);
        table.carry(segment, details, target);
        Minutes offset = Minutes.of(segment.field(start + 1), segment.field(start + 2), target);
        offset.quantity().ifPresent(q -> details.accept(Extensions.own("resource-start-offset", q)));
        Minutes duration = Minutes.of(segment.field(start + 3), segment.field(start + 4), target);
        duration.quantity().ifPresent(q -> details.accept(Extensions.own("resource-duration", q)));
        target.carryRemovals(segment, appointment);
        return new Needed(Ts.instant(segment.field(start), target), duration.minutes());
    }

    /** The rest of the segment stands with the service. */
    private static Consumer<Extension> service(Appointment appointment, Segment ais, TargetBundle target) {
        Optional<CodeableConcept> service =
                Cwe.concept(ais.field(3), target, target.localSystem("code-system", "service"));
        if (service.isEmpty()) {
            return appointment::addExtension;
        }
        if (isDeleted(ais)) {
            appointment.addExtension(Extensions.own("removed-service", service.get()));
        } else {
            appointment.addServiceType(service.get());
        }
        SERVICE.carry(ais, service.get()::addExtension, target);
        return service.get()::addExtension;
    }

    /** The rest of the segment stands with the first participant it names. */
    private Consumer<Extension> participants(Appointment appointment, Segment segment, TargetBundle target) {
        List<AppointmentParticipantComponent> named = new ArrayList<>(1);
        for (Element who : segment.repetitions(3)) {
            actor(who, target).ifPresent(named::add);
        }
        Optional<CodeableConcept> type =
                Cwe.concept(segment.field(4), target, target.localSystem("code-system", "resource-type"));
        if (named.isEmpty() && type.isPresent()) {
            named.add(new AppointmentParticipantComponent());
        }
        Optional<AppointmentStatus> told = Sch.filler(segment.field(start + 6), target);
        ParticipationStatus status =
                isDeleted(segment) ? ParticipationStatus.DECLINED : participation(told.orElse(appointment.getStatus()));
        for (AppointmentParticipantComponent participant : named) {
            participant.setStatus(status);
            type.ifPresent(t -> participant.addType(t.copy()));
            appointment.addParticipant(participant);
        }
        Consumer<Extension> details = named.isEmpty() ? appointment::addExtension : named.get(0)::addExtension;
        group(segment, details, target);
        return details;
    }

    private Optional<AppointmentParticipantComponent> actor(Element who, TargetBundle target) {
        AppointmentParticipantComponent participant = new AppointmentParticipantComponent();
        if (this == AIL) {
            Pl.location(who, target).map(TargetBundle::to).ifPresent(participant::setActor);
        } else if (this == AIP) {
            Xcn.reference(who, target).ifPresent(participant::setActor);
        } else {
            Cwe.concept(who, target, target.localSystem("code-system", "resource"))
                    .ifPresent(resource -> {
                        participant.setActor(new Reference().setDisplay(name(resource)));
                        participant.addExtension(Extensions.own("general-resource", resource));
                    });
        }
        return participant.hasActor() ? Optional.of(participant) : Optional.empty();
    }

    private static String name(CodeableConcept resource) {
        String display = Cwe.first(resource).getDisplay();
        String code = Cwe.first(resource).getCode();
        return display != null ? display : code != null ? code : resource.getText();
    }

    /** AIG-5 to AIG-7, AIL-5 and AIP-5. */
    private void group(Segment segment, Consumer<Extension> details, TargetBundle target) {
        for (Element group : segment.repetitions(5)) {
            Cwe.concept(group, target, target.localSystem("code-system", "resource-group"))
                    .ifPresent(c -> details.accept(Extensions.own("resource-group", c)));
        }
        if (this == AIG) {
            Minutes.of(segment.field(6), segment.field(7), target)
                    .quantity()
                    .ifPresent(q -> details.accept(Extensions.own("resource-quantity", q)));
        }
    }

    private static boolean isDeleted(Segment segment) {
        return segment.text(2).equals(DELETE);
    }

    /** FHIR asks each participant for an answer; HL7 v2 tells only of the outcome. */
    static ParticipationStatus participation(AppointmentStatus status) {
        return switch (status) {
            case PROPOSED -> ParticipationStatus.NEEDSACTION;
            case PENDING, WAITLIST -> ParticipationStatus.TENTATIVE;
            case CANCELLED, ENTEREDINERROR -> ParticipationStatus.DECLINED;
            default -> ParticipationStatus.ACCEPTED;
        };
    }
}
