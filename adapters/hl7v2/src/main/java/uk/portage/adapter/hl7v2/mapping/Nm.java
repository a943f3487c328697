package uk.portage.adapter.hl7v2.mapping;

import java.math.BigDecimal;
import java.util.Optional;

/** NM, a number (HL7 v2.4 section 2.9.29): a sign, digits and at most one point; no exponent. */
final class Nm {

    /** FHIR implementations keep at least this many significant digits. */
    private static final int MOST_DIGITS = 18;

    private Nm() {}

    static Optional<BigDecimal> decimal(String text) {
        int start = !text.isEmpty() && (text.charAt(0) == '+' || text.charAt(0) == '-') ? 1 : 0;
        int digits = 0;
        int points = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                points++;
            } else if (c >= '0' && c <= '9') {
                digits++;
            } else {
                return Optional.empty();
            }
        }
        boolean lawful = digits > 0 && digits <= MOST_DIGITS && points <= 1;
        return lawful ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    static Optional<Integer> whole(String text) {
        return decimal(text)
                .filter(d -> text.indexOf('.') < 0 && text.length() <= 9)
                .map(BigDecimal::intValueExact);
    }
}
