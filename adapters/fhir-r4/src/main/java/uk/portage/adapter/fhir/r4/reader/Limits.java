package uk.portage.adapter.fhir.r4.reader;

import java.util.regex.Pattern;

/** What no record needs and what would exhaust memory or stack. */
final class Limits {

    static final int DEPTH = 100;
    static final int NUMBER_LENGTH = 64;

    /** FHIR R4, datatypes.html#decimal, asks for 18 digits and warns of exponents; two digits of exponent are harmless. */
    private static final Pattern LARGE_EXPONENT = Pattern.compile("[+-]?[0-9.]+[eE][+-]?[0-9]{3,}");

    private Limits() {}

    /** True for a text that, taken for a decimal and written out in full, would fill the memory. */
    static boolean isBomb(String text) {
        return (text.indexOf('e') > 0 || text.indexOf('E') > 0)
                && LARGE_EXPONENT.matcher(text).matches();
    }
}
