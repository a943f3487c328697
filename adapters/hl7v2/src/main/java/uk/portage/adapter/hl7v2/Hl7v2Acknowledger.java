package uk.portage.adapter.hl7v2;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Message;
import uk.portage.adapter.hl7v2.reader.MessageReader;
import uk.portage.adapter.hl7v2.reader.Reading;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.spi.Acknowledger;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;

/**
 * Writes the ACK of HL7 v2.4 section 2.13.1: MSA-1 is AA after the commit, AR if the sender is at fault, AE if not.
 * Nothing of the sender's text gets in but the names in MSH-3 to MSH-6 and the control id, each cut to a length, freed
 * of control characters and escaped with the delimiters of the answer.
 */
final class Hl7v2Acknowledger implements Acknowledger {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT);
    private static final int LONGEST_CONTROL_ID = 199;
    private static final int LONGEST_NAME = 180;
    private static final String OWN_NAME = "PORTAGE";

    @Override
    public byte[] answer(SourceDocument document, Answer answer, Instant now) {
        Optional<Message> message = MessageReader.read(document.bytes()) instanceof Reading.Read read
                ? Optional.of(read.message())
                : Optional.empty();
        Optional<Segment> header = message.map(Message::header);
        StringBuilder ack = new StringBuilder(256);
        header(header, message, document, answer, now, ack);
        if (answer instanceof Answer.Accepted accepted) {
            ack.append("MSA|AA|").append(controlId(header)).append('|').append(escaped(accepted.receipt(), 80));
            ack.append('\r');
        } else if (answer instanceof Answer.Refused refused) {
            ack.append("MSA|")
                    .append(code(refused.code()))
                    .append('|')
                    .append(controlId(header))
                    .append('|');
            ack.append(refused.code().name())
                    .append(": ")
                    .append(refused.code().meaning())
                    .append('\r');
            ack.append("ERR|").append(errors(refused)).append('\r');
        }
        return ack.toString().getBytes(charset(message));
    }

    private static Charset charset(Optional<Message> message) {
        return message.map(Message::charset)
                .filter(charset -> !charset.equals(StandardCharsets.US_ASCII))
                .orElse(StandardCharsets.UTF_8);
    }

    private static void header(
            Optional<Segment> header,
            Optional<Message> message,
            SourceDocument document,
            Answer answer,
            Instant now,
            StringBuilder ack) {
        ZonedDateTime time = now.truncatedTo(ChronoUnit.SECONDS).atZone(Intake.ENGLAND);
        String id = DerivedId.of("hl7v2-ack", document.sha256(), answer.toString(), time.toString())
                .toString()
                .replace("-", "")
                .substring(0, 20);
        String application = name(header, 5);
        ack.append("MSH|^~\\&|").append(application.isEmpty() ? OWN_NAME : application);
        ack.append('|').append(name(header, 6));
        ack.append('|').append(name(header, 3));
        ack.append('|').append(name(header, 4));
        ack.append('|').append(TIME.format(time)).append("||").append(type(header));
        ack.append('|').append(id);
        ack.append('|').append(processingId(header)).append("|2.4");
        characterSet(message).ifPresent(name -> ack.append("||||||").append(name));
        ack.append('\r');
    }

    /** MSH-18, from a closed list, if the answer may hold other characters than ASCII. */
    private static Optional<String> characterSet(Optional<Message> message) {
        return message.map(Message::charset).flatMap(charset -> {
            if (charset.equals(StandardCharsets.UTF_8)) {
                return Optional.of("UNICODE UTF-8");
            }
            return charset.equals(StandardCharsets.ISO_8859_1) ? Optional.of("8859/1") : Optional.empty();
        });
    }

    /** ACK^A01^ACK; the event only if it is one that HL7 could have named. */
    private static String type(Optional<Segment> header) {
        String event = header.map(h -> h.field(9).text(2)).orElse("");
        boolean plausible = event.length() == 3 && isUpperAlphanumeric(event);
        return plausible ? "ACK^" + event + "^ACK" : "ACK";
    }

    private static boolean isUpperAlphanumeric(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) {
                return false;
            }
        }
        return true;
    }

    private static String processingId(Optional<Segment> header) {
        String id = header.map(h -> h.text(11)).orElse("");
        return id.equals("T") || id.equals("D") ? id : "P";
    }

    private static String controlId(Optional<Segment> header) {
        return header.map(h -> escaped(h.text(10), LONGEST_CONTROL_ID)).orElse("");
    }

    /** An HD: up to three components. */
    private static String name(Optional<Segment> header, int field) {
        if (header.isEmpty()) {
            return "";
        }
        Element hd = header.get().field(field);
        StringBuilder name = new StringBuilder(escaped(hd.text(1), LONGEST_NAME));
        String universalId = escaped(hd.text(2), LONGEST_NAME);
        String type = escaped(hd.text(3), LONGEST_NAME);
        if (!universalId.isEmpty() || !type.isEmpty()) {
            name.append('^').append(universalId);
        }
        if (!type.isEmpty()) {
            name.append('^').append(type);
        }
        return name.toString();
    }

    /** Control characters left out; delimiters as escape sequences of HL7 v2.4 section 2.10. */
    static String escaped(String text, int longest) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        int length = 0;
        for (int i = 0; i < text.length() && length < longest; i++) {
            char c = text.charAt(i);
            boolean control = c < ' ' || (c >= '\u007F' && c < '\u00A0') || c == '\u2028' || c == '\u2029';
            if (control) {
                continue;
            }
            length++;
            switch (c) {
                case '|' -> out.append("\\F\\");
                case '^' -> out.append("\\S\\");
                case '&' -> out.append("\\T\\");
                case '~' -> out.append("\\R\\");
                case '\\' -> out.append("\\E\\");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static String code(FailureCode code) {
        return switch (code.fault()) {
            case SENDER, CALLER -> "AR";
            case US, RECEIVER -> "AE";
        };
    }

    /** ERR-1, repeating: segment, sequence, field, code and text of HL7 table 0357. */
    private static String errors(Answer.Refused refused) {
        String condition = condition(refused.code());
        List<SourcePath> where = refused.where();
        if (where.isEmpty()) {
            return "^^^" + condition;
        }
        StringBuilder errors = new StringBuilder();
        for (SourcePath path : where.subList(0, Math.min(where.size(), 20))) {
            errors.append(errors.length() == 0 ? "" : "~")
                    .append(location(path.text()))
                    .append('^')
                    .append(condition);
        }
        return errors.toString();
    }

    /** {@code PID[1]-3[2].4.1} as {@code PID^1^3}. */
    private static String location(String path) {
        int bracket = path.indexOf('[');
        int hyphen = path.indexOf('-');
        int idEnd = bracket >= 0 && (hyphen < 0 || bracket < hyphen) ? bracket : hyphen >= 0 ? hyphen : path.length();
        String segment = path.substring(0, idEnd);
        if (segment.length() != 3 || !isUpperAlphanumeric(segment)) {
            return "^^";
        }
        String sequence = idEnd == bracket && bracket >= 0 ? digits(path, bracket + 1) : "";
        String field = hyphen >= 0 ? digits(path, hyphen + 1) : "";
        return segment + '^' + (sequence.isEmpty() ? "1" : sequence) + '^' + field;
    }

    private static String digits(String path, int from) {
        int end = from;
        while (end < path.length() && end - from < 6 && Character.isDigit(path.charAt(end))) {
            end++;
        }
        return path.substring(from, end);
    }

    private static String condition(FailureCode code) {
        return switch (code) {
            case UNREADABLE, FRAME_INCOMPLETE, FRAME_TIMEOUT -> "100&Segment sequence error&HL70357";
            case MISSING_REQUIRED -> "101&Required field missing&HL70357";
            case INVALID_VALUE, OVERSIZED -> "102&Data type error&HL70357";
            case UNSUPPORTED_TYPE -> "200&Unsupported message type&HL70357";
            case UNKNOWN_DESTINATION, WRONG_SENDER -> "204&Unknown key identifier&HL70357";
            case DUPLICATE_CONFLICT -> "205&Duplicate key identifier&HL70357";
            case PARKED -> "206&Application record locked&HL70357";
            case UNAUTHENTICATED,
                    TOKEN_EXPIRED,
                    WRONG_CERTIFICATE,
                    SUSPENDED,
                    FORBIDDEN,
                    NOT_FOUND,
                    INVALID_TRANSITION,
                    NO_ROUTE,
                    INVALID_BUNDLE,
                    DESTINATION_FULL,
                    RATE_EXCEEDED,
                    OVERLOADED,
                    STORE_UNAVAILABLE,
                    INTERNAL,
                    NOT_COLLECTED,
                    NOT_ACKNOWLEDGED,
                    REJECTED,
                    SOURCE_UNAVAILABLE,
                    SOURCE_TIMED_OUT,
                    SOURCE_REFUSED,
                    RECORD_NOT_FOUND,
                    WRONG_PERSON -> "207&Application internal error&HL70357";
        };
    }
}
