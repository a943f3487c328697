package uk.portage.adapter.hl7v2;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.portage.adapter.hl7v2.datatype.Hd;
import uk.portage.adapter.hl7v2.datatype.NhsNumber;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Message;
import uk.portage.adapter.hl7v2.reader.MessageReader;
import uk.portage.adapter.hl7v2.reader.Reading;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.type.MessageType;
import uk.portage.adapter.hl7v2.type.TriggerEvent;
import uk.portage.adapter.spi.Envelope;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.PersonIdentifier;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Workflow;

/** What must be known of a message before it can be acknowledged, or why it cannot be accepted. */
sealed interface Intake {

    /** A message that can be translated. */
    record Accepted(Message message, MessageType type, Optional<Segment> person) implements Intake {}

    record Refused(FailureCode code, List<SourcePath> where) implements Intake {}

    /** More than any person has; each costs the gateway a row for each destination. */
    int MOST_OTHER_IDENTIFIERS = 100;

    ZoneId ENGLAND = ZoneId.of("Europe/London");

    SourcePath TYPE = new SourcePath("MSH[1]-9");

    /** HL7 table 0270, SNOMED CT and LOINC. */
    Set<String> DISCHARGE_SUMMARY = Set.of("DS", "373942005", "18842-5");

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
        MessageType messageType = MessageType.of(message);
        if (messageType.isAcknowledgement()) {
            return new Refused(FailureCode.UNSUPPORTED_TYPE, List.of(TYPE));
        }
        if (header.text(10).isEmpty()) {
            return missing("MSH[1]-10");
        }
        return people(message, messageType);
    }

    /** What follows a PID belongs to its person, and a destination is told of one: two people are never mixed. */
    private static Intake people(Message message, MessageType type) {
        List<Segment> persons = segments(message, "PID");
        Optional<TriggerEvent> trigger = type.trigger();
        if (persons.isEmpty()) {
            return trigger.filter(TriggerEvent::needsPerson).isPresent()
                    ? missing("PID[1]")
                    : new Accepted(message, type, Optional.empty());
        }
        if (trigger.filter(TriggerEvent::linksRecords).isPresent()) {
            return persons.size() == 1 ? missing("PID[2]") : upTo(2, persons, message, type);
        }
        if (trigger.filter(t -> t.mergesPeople() || t.changesIdentifiers()).isPresent()
                && segments(message, "MRG").isEmpty()) {
            return missing("MRG[1]");
        }
        if (trigger.filter(TriggerEvent::mergesPeople).isPresent()) {
            return persons.size() == 1 ? upTo(1, persons, message, type) : merges(persons, message, type);
        }
        return upTo(1, persons, message, type);
    }

    private static Intake upTo(int most, List<Segment> persons, Message message, MessageType type) {
        return persons.size() > most
                ? new Refused(
                        FailureCode.INVALID_VALUE, List.of(persons.get(most).path()))
                : new Accepted(message, type, Optional.of(persons.get(0)));
    }

    /** Of several merges, each PID is followed by its own MRG: which record replaces which must be beyond doubt. */
    private static Intake merges(List<Segment> persons, Message message, MessageType type) {
        boolean survivorKnown = false;
        int merged = 0;
        for (Segment segment : message.segments()) {
            boolean ended = segment.id().equals("MRG");
            if (ended == survivorKnown && (ended || segment.id().equals("PID"))) {
                survivorKnown = !ended;
                merged += ended ? 1 : 0;
            } else if (ended || segment.id().equals("PID")) {
                return new Refused(FailureCode.INVALID_VALUE, List.of(segment.path()));
            }
        }
        return merged == persons.size()
                ? new Accepted(message, type, Optional.of(persons.get(0)))
                : missing("MRG[" + persons.size() + ']');
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
        Envelope envelope = new Envelope(
                accepted.type().name(),
                workflow(accepted),
                header.text(10),
                Hd.of(header.field(3)).name(),
                Hd.of(header.field(4)).name(),
                Hd.of(header.field(6)).name(),
                eventTime(accepted.message()),
                accepted.person().flatMap(Intake::person),
                otherIdentifiers(accepted),
                changesIdentity(accepted),
                accepted.type().trigger().flatMap(trigger -> Matters.of(accepted.message(), trigger)),
                isTest(header.text(11)));
        return new Identification.Identified(envelope, accepted.type().isMapped() ? List.of() : List.of(TYPE));
    }

    /** A discharge summary is one also where it is sent as a document of that type (HL7 table 0270). */
    private static Workflow workflow(Accepted accepted) {
        Workflow workflow = accepted.type().workflow();
        if (workflow != Workflow.DOCUMENT) {
            return workflow;
        }
        List<Segment> documents = segments(accepted.message(), "TXA");
        return !documents.isEmpty()
                        && DISCHARGE_SUMMARY.contains(documents.get(0).text(2))
                ? Workflow.DISCHARGE_SUMMARY
                : workflow;
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
            Optional<PersonIdentifier> identifier = identifier(cx);
            if (identifier
                    .filter(id -> id.kind() == PersonIdentifier.Kind.NHS_NUMBER)
                    .isPresent()) {
                return identifier;
            }
            local = local.or(() -> identifier);
        }
        return local;
    }

    private static Optional<PersonIdentifier> identifier(Element cx) {
        String value = NhsNumber.compact(cx.text(1));
        if (value.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                NhsNumber.isNamedBy(cx)
                        ? new PersonIdentifier(PersonIdentifier.Kind.NHS_NUMBER, "", value)
                        : new PersonIdentifier(
                                PersonIdentifier.Kind.LOCAL, Hd.of(cx.part(4)).name(), value));
    }

    /** Of PID-3, -2 and -4; in a merge of each PID, and of MRG-1, -2 and -4. */
    private static List<PersonIdentifier> otherIdentifiers(Accepted accepted) {
        Set<PersonIdentifier> others = new LinkedHashSet<>();
        for (Segment segment : accepted.message().segments()) {
            if (segment.id().equals("PID")) {
                collect(segment, new int[] {3, 2, 4}, others);
            } else if (segment.id().equals("MRG")) {
                collect(segment, new int[] {1, 2, 4}, others);
            }
        }
        accepted.person().flatMap(Intake::person).ifPresent(others::remove);
        return others.stream().limit(MOST_OTHER_IDENTIFIERS).toList();
    }

    /** A merge or link; and A31, with which a person gets a number that earlier records did not have. */
    private static boolean changesIdentity(Accepted accepted) {
        return accepted.type().workflow() == Workflow.IDENTITY_MERGE
                || accepted.type().trigger().equals(Optional.of(TriggerEvent.ADT_A31));
    }

    private static void collect(Segment segment, int[] fields, Set<PersonIdentifier> identifiers) {
        for (int field : fields) {
            segment.repetitions(field).forEach(cx -> identifier(cx).ifPresent(identifiers::add));
        }
    }

    /** HL7 table 0103: P production, T training, D debugging. */
    private static boolean isTest(String processingId) {
        return processingId.equalsIgnoreCase("T") || processingId.equalsIgnoreCase("D");
    }
}
