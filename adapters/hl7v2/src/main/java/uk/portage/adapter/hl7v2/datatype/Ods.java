package uk.portage.adapter.hl7v2.datatype;

import java.util.Optional;
import uk.portage.adapter.hl7v2.target.Systems;

/** Codes of the Organisation Data Service. A site's code is its organisation's with two characters more. */
public final class Ods {

    private static final String UNITED_KINGDOM = "2.16.840.1.113883.2.1.";

    private Ods() {}

    /** The identifier system of a code that looks like one of ODS's; empty if it does not. */
    public static Optional<String> system(String code) {
        if (code.length() < 3 || code.length() > 6 || !isUpperAlphanumeric(code)) {
            return Optional.empty();
        }
        boolean hasDigitOrShort = code.length() == 3 || hasDigit(code);
        if (!hasDigitOrShort) {
            return Optional.empty();
        }
        boolean site = code.length() == 5 && isTrustPrefix(code.charAt(0));
        return Optional.of(site ? Systems.ODS_SITE : Systems.ODS_ORGANISATION);
    }

    /** Whether a code of this authority may be one of ODS's: not if the authority has an OID outside the United Kingdom's. */
    static boolean mayAssign(Hd authority) {
        return !Hd.isOid(authority.universalId()) || authority.universalId().startsWith(UNITED_KINGDOM);
    }

    /** The organisation a site belongs to, or the code itself. */
    public static String organisation(String code) {
        return system(code).filter(Systems.ODS_SITE::equals).isPresent() ? code.substring(0, 3) : code;
    }

    /** NHS trusts' codes begin with R or T, those of Wales with 7. */
    private static boolean isTrustPrefix(char c) {
        return c == 'R' || c == 'T' || c == '7';
    }

    private static boolean isUpperAlphanumeric(String code) {
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasDigit(String code) {
        for (int i = 0; i < code.length(); i++) {
            if (code.charAt(i) >= '0' && code.charAt(i) <= '9') {
                return true;
            }
        }
        return false;
    }
}
