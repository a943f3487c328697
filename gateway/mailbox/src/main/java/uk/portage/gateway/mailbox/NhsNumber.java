package uk.portage.gateway.mailbox;

import java.util.Optional;

/**
 * An NHS number whose check digit is right (NHS Data Dictionary, NHS NUMBER: Modulus 11).
 *
 * @param digits ten digits
 */
public record NhsNumber(String digits) {

    /** The identifier system of NHS numbers in FHIR UK Core. */
    static final String SYSTEM = uk.portage.adapter.spi.NhsNumber.SYSTEM;

    /** Reads a number as people write it: spaces are forgiven, anything else is not. */
    public static Optional<NhsNumber> parse(String text) {
        String digits = text.replace(" ", "");
        return uk.portage.adapter.spi.NhsNumber.isValid(digits) ? Optional.of(new NhsNumber(digits)) : Optional.empty();
    }

    /** Nothing of the number: it identifies a person. */
    @Override
    public String toString() {
        return "NhsNumber";
    }
}
