package uk.portage.adapter.hl7v2.datatype;

import uk.portage.adapter.hl7v2.reader.Element;

/**
 * HD, the name of an authority, application or facility (HL7 v2.4 section 2.9.21).
 *
 * @param namespace HD-1
 * @param universalId HD-2
 * @param universalIdType HD-3
 */
public record Hd(String namespace, String universalId, String universalIdType) {

    public static Hd of(Element hd) {
        return new Hd(hd.text(1), hd.text(2), hd.text(3));
    }

    public boolean isEmpty() {
        return namespace.isEmpty() && universalId.isEmpty() && universalIdType.isEmpty();
    }

    /** The name people know: the namespace, else the universal id. */
    public String name() {
        return namespace.isEmpty() ? universalId : namespace;
    }

    /** Everything sent, for people. */
    public String display() {
        StringBuilder text = new StringBuilder(namespace);
        append(text, universalId);
        append(text, universalIdType);
        return text.toString();
    }

    private static void append(StringBuilder text, String part) {
        if (!part.isEmpty()) {
            text.append(text.length() == 0 ? "" : " ").append(part);
        }
    }

    /** Only digits and single dots between them. */
    public static boolean isOid(String text) {
        boolean afterDigit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                afterDigit = true;
            } else if (c == '.' && afterDigit) {
                afterDigit = false;
            } else {
                return false;
            }
        }
        return afterDigit;
    }
}
