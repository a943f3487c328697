package uk.portage.adapter.spi.proof;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values with their notation taken off, so that equal things are equal strings. */
final class Normal {

    private static final Pattern DATE = Pattern.compile("(\\d{4})-?(\\d{2})?-?(\\d{2})?"
            + "(?:[T ]?(\\d{2}):?(\\d{2})?:?(\\d{2})?(?:[.,](\\d+))?)?([+-]\\d{2}:?\\d{2}|Z)?");
    private static final Pattern TELEPHONE =
            Pattern.compile("(?:tel:|fax:)?[+(]?[0-9][0-9 ()./-]{5,}[0-9]", Pattern.CASE_INSENSITIVE);
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,18}(?:\\.\\d{1,18})?");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\p{Cc}\\p{Cf}]+");

    private Normal() {}

    /** Without white space and letter case. */
    static String text(String value) {
        return SPACE.matcher(Normalizer.normalize(value, Normalizer.Form.NFKC))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
    }

    /** The digits of a date or time of day, without offset and without a fraction's closing zeros. */
    static Optional<String> date(String value) {
        Matcher matcher = DATE.matcher(value.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        StringBuilder digits = new StringBuilder(17);
        for (int group = 1; group <= 6; group++) {
            String part = matcher.group(group);
            if (part == null) {
                break;
            }
            digits.append(part);
        }
        String fraction = matcher.group(7);
        if (fraction != null) {
            digits.append(fraction.replaceFirst("0+$", ""));
        }
        return Optional.of(digits.toString());
    }

    /** The national digits of a telephone number; +44 and 0044 become 0. */
    static Optional<String> telephone(String value) {
        if (!TELEPHONE.matcher(value.strip()).matches()) {
            return Optional.empty();
        }
        String digits = value.replaceAll("[^0-9]", "");
        if (digits.startsWith("0044")) {
            digits = "0" + digits.substring(4);
        } else if (digits.startsWith("44") && value.contains("+")) {
            digits = "0" + digits.substring(2);
        }
        // +44 (0)20 ...: the trunk prefix written as well.
        return Optional.of(digits.startsWith("00") ? digits.substring(1) : digits);
    }

    static Optional<String> decimal(String value) {
        String stripped = value.strip();
        return DECIMAL.matcher(stripped).matches()
                ? Optional.of(new BigDecimal(stripped).stripTrailingZeros().toPlainString())
                : Optional.empty();
    }
}
