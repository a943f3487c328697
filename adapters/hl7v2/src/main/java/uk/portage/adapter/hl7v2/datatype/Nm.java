package uk.portage.adapter.hl7v2.datatype;

import java.math.BigDecimal;
import java.util.Optional;
import org.hl7.fhir.r4.model.Quantity;

/** NM, a number (HL7 v2.4 section 2.9.29): a sign, digits and at most one point; no exponent. */
public final class Nm {

    /** FHIR implementations keep at least this many significant digits. */
    private static final int MOST_DIGITS = 18;

    private Nm() {}

    public static Optional<BigDecimal> decimal(String text) {
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

    /** Digits on both sides of a point, as every reader of numbers understands. */
    public static boolean isPlain(String text) {
        int point = text.indexOf('.');
        return point < 0 || (point > 0 && point < text.length() - 1 && Character.isDigit(text.charAt(point - 1)));
    }

    public static Optional<Integer> whole(String text) {
        return decimal(text)
                .filter(d -> text.indexOf('.') < 0 && text.length() <= 9)
                .map(BigDecimal::intValueExact);
    }

    /** A number as results write it: with a comparator before it, although NM has none. */
    public static Optional<Quantity> quantity(String text) {
        int start = 0;
        while (start < text.length() && start < 2 && "<>=".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        String comparator = text.substring(0, start);
        return decimal(text.substring(start).strip()).flatMap(number -> Sn.quantity(comparator, number));
    }
}
