package uk.portage.gateway.mailbox;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An NHS number whose check digit is right (NHS Data Dictionary, NHS NUMBER: Modulus 11).
 *
 * @param digits ten digits
 */
public record NhsNumber(String digits) {

    /** The identifier system of NHS numbers in FHIR UK Core. */
    static final String SYSTEM = "https://fhir.nhs.uk/Id/nhs-number";

    private static final int LENGTH = 10;
    private static final Pattern FORM = Pattern.compile("[0-9]{" + LENGTH + "}");

    /** Reads a number as people write it: spaces are forgiven, anything else is not. */
    public static Optional<NhsNumber> parse(String text) {
        String digits = text.replace(" ", "");
        return FORM.matcher(digits).matches() && checkDigit(digits) == digits.charAt(LENGTH - 1) - '0'
                ? Optional.of(new NhsNumber(digits))
                : Optional.empty();
    }

    /** The Modulus 11 check digit of the first nine digits; 10 means that there is none. */
    private static int checkDigit(String digits) {
        int sum = 0;
        for (int i = 0; i < LENGTH - 1; i++) {
            sum += (digits.charAt(i) - '0') * (LENGTH - i);
        }
        return (11 - sum % 11) % 11;
    }

    /** Nothing of the number: it identifies a person. */
    @Override
    public String toString() {
        return "NhsNumber";
    }
}
