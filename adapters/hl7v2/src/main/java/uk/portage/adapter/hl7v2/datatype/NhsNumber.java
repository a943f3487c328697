package uk.portage.adapter.hl7v2.datatype;

import java.util.Locale;
import uk.portage.adapter.hl7v2.reader.Element;

/** How HL7 v2 names and writes an NHS number; what makes one valid is the contract's to say. */
public final class NhsNumber {

    private static final String OID = "2.16.840.1.113883.2.1.4.1";

    private NhsNumber() {}

    /** True if a CX says that it holds an NHS number, in any of the ways that UK systems say so. */
    public static boolean isNamedBy(Element cx) {
        Element authority = cx.part(4);
        return isName(authority.text(1)) || isName(authority.text(2)) || isTypeCode(cx.text(5));
    }

    private static boolean isName(String authority) {
        return switch (authority.toUpperCase(Locale.ROOT)) {
            case "NHS",
                    "NHSNBR",
                    "NHSNMBR",
                    "NHSNO",
                    "NHSNUMBER",
                    "NHS NUMBER",
                    "NHS_NUMBER",
                    OID,
                    "HTTPS://FHIR.NHS.UK/ID/NHS-NUMBER" -> true;
            default -> false;
        };
    }

    private static boolean isTypeCode(String type) {
        return switch (type.toUpperCase(Locale.ROOT)) {
            case "NH", "NHS", "NHSNBR", "NHSNMBR", "NHSNO" -> true;
            default -> false;
        };
    }

    /** Without the spaces and hyphens people put between the groups of digits. */
    public static String compact(String text) {
        return uk.portage.adapter.spi.NhsNumber.compact(text);
    }

    /** Ten digits in groups are one number; anything else stays as sent, but for white space. */
    static String normal(String text) {
        String compact = compact(text);
        if (isValid(compact)) {
            return compact;
        }
        StringBuilder kept = new StringBuilder(text.length());
        text.chars().filter(c -> c > ' ' && !Character.isSpaceChar(c)).forEach(c -> kept.append((char) c));
        return kept.toString();
    }

    public static boolean isValid(String compact) {
        return uk.portage.adapter.spi.NhsNumber.isValid(compact);
    }
}
