package uk.portage.gateway.transfer;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Finds submissions by what their senders call them, without saying what: HMAC-SHA256(site key, identifier) in place of
 * the identifier.
 *
 * @param value 32 hexadecimal digits
 */
public record SearchKey(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    public SearchKey {
        if (!isKey(value)) {
            throw new IllegalArgumentException("a search key is 32 hexadecimal digits");
        }
    }

    public static boolean isKey(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * @param siteKey at least 32 secret bytes, the same for the life of the store
     * @param id the sender's own id of a message, for example MSH-10, whoever the sender is
     */
    public static SearchKey ofControlId(byte[] siteKey, String id) {
        return of(siteKey, "control-id", id);
    }

    /** @param number of the document, visit, order, result or appointment that a record is about, whoever assigned it */
    public static SearchKey ofDocumentId(byte[] siteKey, String number) {
        return of(siteKey, "document-id", number);
    }

    /** The records that name a person by an identifier. */
    public static SearchKey of(OrderingKey person) {
        return new SearchKey(person.value());
    }

    private static SearchKey of(byte[] siteKey, String kind, String identifier) {
        return new SearchKey(KeyedHash.of(siteKey, Sha256.ofParts("search", kind, identifier.strip())));
    }

    /** The 16 bytes of the key. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
