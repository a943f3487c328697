package uk.portage.adapter.hl7v2;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.portage.adapter.hl7v2.datatype.Hd;
import uk.portage.adapter.hl7v2.datatype.NhsNumber;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Message;
import uk.portage.adapter.hl7v2.reader.MessageReader;
import uk.portage.adapter.hl7v2.reader.Reading;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.spi.Envelope;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.PersonIdentifier;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;

/** What must be known of a message before it can be acknowledged, or why it cannot be accepted. */
sealed interface Intake {

    /** A message that can be translated. */
    record Accepted(Message message, TriggerEvent event, Segment person) implements Intake {}

    record Refused(FailureCode code, List<SourcePath> where) implements Intake {}

    ZoneId ENGLAND = ZoneId.of("Europe/London");

    static Intake of(SourceDocument document) {
        Reading reading = MessageReader.read(document.bytes());
        if (reading instanceof Reading.Unreadable unreadable) {
            return new Refused(FailureCode.UNREADABLE, List.of(unreadable.where()));
        }
        Message message = ((Reading.Read) reading).message();
        Segment header = message.header();
        Element type = header.field(9);
        if (!type.isPresent()) {
            return missing("MSH[1]-9");
        }
        Optional<TriggerEvent> event = TriggerEvent.of(type.text(1), type.text(2));
        if (event.isEmpty()) {
            return new Refused(FailureCode.UNSUPPORTED_TYPE, List.of(new SourcePath("MSH[1]-9")));
        }
        if (header.text(10).isEmpty()) {
            return missing("MSH[1]-10");
        }
        List<Segment> persons = segments(message, "PID");
        if (persons.isEmpty()) {
            return missing("PID[1]");
        }
        if (event.get() == TriggerEvent.ADT_A40) {
            if (segments(message, "MRG").isEmpty()) {
                return missing("MRG[1]");
            }
        } else if (persons.size() > 1) {
            // What follows belongs to one of several people, and a destination is told of one.
            return new Refused(FailureCode.INVALID_VALUE, List.of(persons.get(1).path()));
        }
        return new Accepted(message, event.get(), persons.get(0));
    }

    private static Refused missing(String path) {
        return new Refused(FailureCode.MISSING_REQUIRED, List.of(new SourcePath(path)));
    }

    private static List<Segment> segments(Message message, String id) {
        List<Segment> found = new ArrayList<>(1);
        for (Segment segment : message.segments()) {
            if (segment.id().equals(id)) {
                found.add(segment);
            }
        }
        return found;
    }

    static Identification identify(Accepted accepted) {
        Segment header = accepted.message().header();
        return new Identification.Identified(new Envelope(
                accepted.event().messageType(),
                accepted.event().workflow(),
                header.text(10),
                Hd.of(header.field(3)).name(),
                Hd.of(header.field(4)).name(),
                Hd.of(header.field(6)).name(),
                eventTime(accepted.message()),
                person(accepted.person()),
                isTest(header.text(11))));
    }

    /** EVN-6, when the event occurred; else EVN-2, when it was recorded; else MSH-7, when it was sent. */
    private static Optional<Instant> eventTime(Message message) {
        for (Segment event : segments(message, "EVN")) {
            for (int field : new int[] {6, 2}) {
                Optional<Instant> moment = Ts.moment(event.text(field), ENGLAND);
                if (moment.isPresent()) {
                    return moment;
                }
            }
        }
        return Ts.moment(message.header().text(7), ENGLAND);
    }

    /** The NHS number if one is named, else the first local id. */
    private static Optional<PersonIdentifier> person(Segment pid) {
        Optional<PersonIdentifier> local = Optional.empty();
        for (Element cx : pid.repetitions(3)) {
            String value = NhsNumber.compact(cx.text(1));
            if (value.isEmpty()) {
                continue;
            }
            if (NhsNumber.isNamedBy(cx)) {
                return Optional.of(new PersonIdentifier(PersonIdentifier.Kind.NHS_NUMBER, "", value));
            }
            if (local.isEmpty()) {
                String authority = Hd.of(cx.part(4)).name();
                local = Optional.of(new PersonIdentifier(PersonIdentifier.Kind.LOCAL, authority, value));
            }
        }
        return local;
    }

    /** HL7 table 0103: P production, T training, D debugging. */
    private static boolean isTest(String processingId) {
        return processingId.equalsIgnoreCase("T") || processingId.equalsIgnoreCase("D");
    }
}
