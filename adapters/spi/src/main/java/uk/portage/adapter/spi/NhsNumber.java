package uk.portage.adapter.spi;

/** The NHS number: ten digits, the last a check digit (NHS Data Dictionary, NHS NUMBER: Modulus 11). */
public final class NhsNumber {

    /** The identifier system of NHS numbers in FHIR UK Core. */
    public static final String SYSTEM = "https://fhir.nhs.uk/Id/nhs-number";

    private static final int LENGTH = 10;

    private NhsNumber() {}

    /** Without the spaces and hyphens people put between the groups of digits. */
    public static String compact(String text) {
        StringBuilder digits = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isWhitespace(c) && c != '-' && c != '\u00A0') {
                digits.append(c);
            }
        }
        return digits.toString();
    }

    /** True for ten ASCII digits of which the last is the check digit of the others; 10 is nobody's check digit. */
    public static boolean isValid(String compact) {
        if (compact.length() != LENGTH) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            int digit = compact.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            sum += i < LENGTH - 1 ? digit * (LENGTH - i) : 0;
        }
        return (11 - sum % 11) % 11 == compact.charAt(LENGTH - 1) - '0';
    }
}
