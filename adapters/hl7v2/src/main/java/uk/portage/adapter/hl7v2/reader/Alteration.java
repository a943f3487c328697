package uk.portage.adapter.hl7v2.reader;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import uk.portage.adapter.hl7v2.datatype.NhsNumber;

/**
 * Other values of the same form: what reads a code, a date or a number finds another one of the same kind, and not
 * nonsense. Escape sequences and delimiters stay.
 */
final class Alteration {

    private static final Pattern DATE = Pattern.compile("(?:19|20)\\d\\d(?:0[1-9]|1[0-2])[0-3]\\d.*", Pattern.DOTALL);
    /** The year that has a 29 February whenever this one has. */
    private static final int LEAP = 4;
    /** Longer values are altered in the middle: the end of Base64 is its padding. */
    private static final int LONG = 64;

    private Alteration() {}

    /** @param attempt from 0; empty if the value has no further alteration */
    static Optional<String> of(String value, Delimiters delimiters, int attempt) {
        Set<String> others = new LinkedHashSet<>();
        if (value.equals("\"\"")) {
            others.add("X");
            others.add("1");
        } else {
            sameKind(value).ifPresent(others::add);
            int last = alterable(value, delimiters.escape(), value.length() > LONG ? value.length() / 2 : 0, false);
            if (last < 0) {
                others.add(value + "Q");
                others.add("1" + value);
            } else {
                others.add(with(value, last));
                others.add(with(value, alterable(value, delimiters.escape(), 0, true)));
                others.add("Q".repeat(Math.min(value.length(), 3)));
            }
        }
        others.remove(value);
        return others.stream().skip(attempt).findFirst();
    }

    private static Optional<String> sameKind(String value) {
        return switch (value) {
            case "Y" -> Optional.of("N");
            case "N" -> Optional.of("Y");
            case "<" -> Optional.of(">");
            case ">" -> Optional.of("<");
            default ->
                NhsNumber.isValid(value)
                        ? Optional.of(otherNhsNumber(value))
                        : DATE.matcher(value).matches()
                                ? Optional.of(Integer.parseInt(value.substring(0, 4)) - LEAP + value.substring(4))
                                : Optional.empty();
        };
    }

    /** Counts up from the number until the check digit is right again: one number in eleven or fewer. */
    private static String otherNhsNumber(String value) {
        long number = Long.parseLong(value);
        String other;
        do {
            number = (number + 1) % 10_000_000_000L;
            other = String.format("%010d", number);
        } while (!NhsNumber.isValid(other));
        return other;
    }

    /** The last, or the first, letter or digit of ASCII outside an escape sequence; -1 if there is none. */
    private static int alterable(String value, char escape, int within, boolean first) {
        int found = -1;
        boolean escaped = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == escape) {
                escaped = !escaped && value.indexOf(escape, i + 1) > i;
            } else if (!escaped && isLetterOrDigit(c)) {
                found = i;
                if (first || (within > 0 && i >= within)) {
                    return i;
                }
            }
        }
        return found;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static String with(String value, int position) {
        char c = value.charAt(position);
        char other;
        if (c <= '9') {
            other = c == '9' ? '8' : (char) (c + 1);
        } else if (c <= 'Z') {
            other = c == 'Q' ? 'R' : 'Q';
        } else {
            other = c == 'q' ? 'r' : 'q';
        }
        return value.substring(0, position) + other + value.substring(position + 1);
    }
}
