package uk.portage.adapter.explain;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import uk.portage.adapter.explain.Explanation.Explained;
import uk.portage.adapter.spi.Envelope;

/** How text and page say things to people. */
public final class Wording {

    /** What must stand above everything that is shown. */
    public static final String CAUTION =
            "contains a person's record: keep it, send it and delete it as you would the record itself";

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.UK);

    private Wording() {}

    /** For example {@code ADT^A01, admission-notice}. */
    public static String title(Explained explained) {
        return explained.envelope().messageType() + ", "
                + explained.envelope().workflow().code();
    }

    /** For example {@code PAS at RCB}. */
    public static String sender(Envelope envelope) {
        List<String> parts = new ArrayList<>(2);
        if (!envelope.sendingApplication().isEmpty()) {
            parts.add(envelope.sendingApplication());
        }
        if (!envelope.sendingFacility().isEmpty()) {
            parts.add(envelope.sendingFacility());
        }
        return parts.isEmpty() ? "not named" : String.join(" at ", parts);
    }

    public static String eventTime(Envelope envelope) {
        return envelope.eventTime()
                .map(time -> MOMENT.format(time.atOffset(ZoneOffset.UTC)))
                .orElse("not told");
    }

    public static String person(Explained explained) {
        return explained.rightPerson() ? "named by a verified NHS number" : "not named by a verified NHS number";
    }

    /** For example {@code 213 of 219 (97.3%)}; never a rounded 100% for less. */
    public static String recall(Explained explained) {
        long found = explained.recall().found();
        long populated = explained.recall().populated();
        if (populated == 0) {
            return "none populated";
        }
        double percent = found == populated ? 100 : Math.min(99.9, 100.0 * found / populated);
        return String.format(Locale.UK, "%,d of %,d (%.1f%%)", found, populated, percent);
    }

    /** Cut in the middle of nothing: the beginning, and how much there is. */
    public static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + String.format(Locale.UK, "\u2026 (%,d characters)", text.length());
    }

    /** Safe on a terminal and on one line: control and format characters are written out. */
    public static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\r' || c == '\n') {
                safe.append('\u23CE');
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                safe.append(String.format("\\u%04X", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
