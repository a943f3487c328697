package uk.portage.adapter.fhir.r4.reader;

import java.util.regex.Pattern;

/** What no record needs and what would exhaust memory or stack. */
final class Limits {

    static final int DEPTH = 100;
    static final int NUMBER_LENGTH = 64;

    /** A text of digits that is longer than this is no measurement, and taken for a decimal it would be minutes of work. */
    private static final int MOST_DIGITS = 1_000;

    /** FHIR R4, datatypes.html#decimal, asks for 18 digits and warns of exponents; two digits of exponent are harmless. */
    private static final Pattern LARGE_EXPONENT = Pattern.compile("[+-]?[0-9.]+[eE][+-]?[0-9]{3,}");

    private Limits() {}

    /** True for a text that, taken for a decimal, would fill the memory when written out, or take very long to read. */
    static boolean isBomb(String text) {
        return (text.length() > MOST_DIGITS && text.chars().allMatch(Limits::isOfANumber)) || hasLargeExponent(text);
    }

    private static boolean isOfANumber(int character) {
        return (character >= '0' && character <= '9') || "+-.eE".indexOf(character) >= 0;
    }

    private static boolean hasLargeExponent(String text) {
        return (text.indexOf('e') > 0 || text.indexOf('E') > 0)
                && LARGE_EXPONENT.matcher(text).matches();
    }
}
