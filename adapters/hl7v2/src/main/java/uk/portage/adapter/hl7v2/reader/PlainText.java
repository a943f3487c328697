package uk.portage.adapter.hl7v2.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message as nested lists of text, split the plain way and without an account: what the reader's offsets are checked
 * against. Not for translating.
 */
final class PlainText {

    private final Message message;

    private PlainText(Message message) {
        this.message = message;
    }

    /** Empty if the bytes are not a message. */
    static Optional<PlainText> of(byte[] bytes) {
        return MessageReader.read(bytes) instanceof Reading.Read read
                ? Optional.of(new PlainText(read.message()))
                : Optional.empty();
    }

    List<String> segments() {
        List<String> lines = new ArrayList<>();
        for (Segment segment : message.segments()) {
            lines.add(message.text().substring(segment.start(), segment.end()));
        }
        return lines;
    }

    List<String> fields(String segment) {
        return split(segment, message.delimiters().field());
    }

    List<String> repetitions(String field) {
        return split(field, message.delimiters().repetition());
    }

    List<String> components(String repetition) {
        return split(repetition, message.delimiters().component());
    }

    List<String> subcomponents(String component) {
        return split(component, message.delimiters().subcomponent());
    }

    /** Escape sequences undone. */
    String value(String leaf) {
        return Escapes.undone(leaf, 0, leaf.length(), message.delimiters(), message.charset());
    }

    private static List<String> split(String text, char delimiter) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == delimiter) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        return parts;
    }
}
