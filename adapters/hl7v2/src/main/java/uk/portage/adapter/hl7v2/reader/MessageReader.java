package uk.portage.adapter.hl7v2.reader;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import uk.portage.adapter.spi.SourcePath;

/**
 * Finds the segments of a message, in one pass and without knowing any of them. Tolerated: CR, LF and CRLF as segment
 * ends, blank lines, segment ids in lower case, a byte order mark, leftovers of a frame, and lines that do not begin
 * like a segment, which continue the one before.
 */
public final class MessageReader {

    private static final SourcePath HEADER = new SourcePath("MSH[1]");
    private static final SourcePath SECOND_HEADER = new SourcePath("MSH[2]");
    private static final SourcePath ENCODING_CHARACTERS = new SourcePath("MSH[1]-2");

    private final String text;
    private final Map<String, Integer> ordinals = new HashMap<>();

    private MessageReader(String text) {
        this.text = text;
    }

    /** Total: any bytes have an outcome, in time linear in their number. */
    public static Reading read(byte[] bytes) {
        Decoding decoding = Decoding.of(bytes);
        return new MessageReader(decoding.text()).read(decoding);
    }

    private Reading read(Decoding decoding) {
        int start = skipNoise();
        if (start + 4 > text.length() || !text.regionMatches(true, start, "MSH", 0, 3)) {
            return new Reading.Unreadable(HEADER);
        }
        int encodingEnd = start + 4;
        char field = text.charAt(start + 3);
        while (encodingEnd < text.length()
                && text.charAt(encodingEnd) != field
                && text.charAt(encodingEnd) > ' '
                && encodingEnd < start + 12) {
            encodingEnd++;
        }
        int length = encodingEnd - start - 4;
        Delimiters delimiters = new Delimiters(
                field,
                delimiter(start + 4, length, 0),
                delimiter(start + 4, length, 1),
                delimiter(start + 4, length, 2),
                delimiter(start + 4, length, 3));
        if (length < 1 || length > 5 || !delimiters.lawful()) {
            return new Reading.Unreadable(ENCODING_CHARACTERS);
        }
        Message message = new Message(decoding, delimiters);
        return findSegments(message, start) ? new Reading.Read(message) : new Reading.Unreadable(SECOND_HEADER);
    }

    private char delimiter(int from, int length, int index) {
        return index < length ? text.charAt(from + index) : Delimiters.NONE;
    }

    private int skipNoise() {
        int i = 0;
        while (i < text.length() && (text.charAt(i) <= ' ' || text.charAt(i) == '\uFEFF')) {
            i++;
        }
        // The byte order mark of UTF-8, read as ISO 8859-1.
        return text.startsWith("\u00EF\u00BB\u00BF", i) ? i + 3 : i;
    }

    /** False if a second message begins: two people's records must not be taken for one. */
    private boolean findSegments(Message message, int from) {
        char separator = message.delimiters().field();
        int lineStart = from;
        while (lineStart < text.length()) {
            int lineEnd = lineStart;
            while (lineEnd < text.length() && !isLineEnd(text.charAt(lineEnd))) {
                lineEnd++;
            }
            if (isSegment(lineStart, lineEnd, separator)) {
                String id = text.substring(lineStart, lineStart + 3).toUpperCase(Locale.ROOT);
                int ordinal = ordinals.merge(id, 1, Integer::sum);
                if (ordinal > 1 && id.equals("MSH")) {
                    return false;
                }
                message.add(new Segment(message, id, ordinal, lineStart, lineEnd));
            } else if (!isBlank(lineStart, lineEnd)) {
                Segment before = message.segments().get(message.segments().size() - 1);
                before.extendTo(lineEnd);
                message.addContinued(before);
            }
            lineStart = lineEnd + 1;
        }
        return true;
    }

    private static boolean isLineEnd(char c) {
        return c == '\r' || c == '\n' || c == '\u001C';
    }

    private boolean isSegment(int start, int end, char separator) {
        return end - start >= 3
                && isLetter(text.charAt(start))
                && isLetterOrDigit(text.charAt(start + 1))
                && isLetterOrDigit(text.charAt(start + 2))
                && (end - start == 3 ? isBareSegment(start) : text.charAt(start + 3) == separator);
    }

    /** Three letters alone on a line are a segment without fields, or a word of wrapped text: no word may be lost. */
    private boolean isBareSegment(int start) {
        return switch (text.substring(start, start + 3)) {
            case "MSH",
                    "SFT",
                    "EVN",
                    "PID",
                    "PD1",
                    "NK1",
                    "PV1",
                    "PV2",
                    "OBX",
                    "OBR",
                    "ORC",
                    "NTE",
                    "AL1",
                    "DG1",
                    "PR1" -> true;
            default -> text.charAt(start) == 'Z';
        };
    }

    private static boolean isLetter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static boolean isLetterOrDigit(char c) {
        return isLetter(c) || (c >= '0' && c <= '9');
    }

    private boolean isBlank(int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) > ' ') {
                return false;
            }
        }
        return true;
    }
}
