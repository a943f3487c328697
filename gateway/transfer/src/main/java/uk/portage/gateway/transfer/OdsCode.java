package uk.portage.gateway.transfer;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The code of an organisation in the Organisation Data Service. A site is not an organisation: RCB55 is a site of RCB,
 * and statistics are by organisation.
 *
 * @param value 3 to 12 capital letters and digits
 */
public record OdsCode(String value) implements Comparable<OdsCode> {

    private static final Pattern FORM = Pattern.compile("[A-Z0-9]{3,12}");

    public OdsCode {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not the form of an ODS code");
        }
    }

    /** Reads a code as people write it: surrounding space and lower case are forgiven, anything else is not. */
    public static Optional<OdsCode> parse(String text) {
        String value = text.strip().toUpperCase(Locale.ROOT);
        return FORM.matcher(value).matches() ? Optional.of(new OdsCode(value)) : Optional.empty();
    }

    @Override
    public int compareTo(OdsCode other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
