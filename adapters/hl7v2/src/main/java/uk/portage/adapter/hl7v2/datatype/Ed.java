package uk.portage.adapter.hl7v2.datatype;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.spi.LossKind;

/** ED, embedded data (HL7 v2.4 section 2.9.17): the media type that ED-2 and ED-3 name, and the bytes, decoded. */
public final class Ed {

    private final String contentType;
    private final byte[] data;

    private Ed(String contentType, byte[] data) {
        this.contentType = contentType;
        this.data = data;
    }

    public String contentType() {
        return contentType;
    }

    /** The array itself, not a copy, because documents may be large; it must not be changed. */
    public byte[] data() {
        return data;
    }

    /** Empty if there are no data, or they are not in the encoding they claim; the latter is a loss. */
    public static Optional<Ed> of(Element ed) {
        String contentType = contentType(ed.text(2), ed.text(3));
        String encoding = ed.text(4).toUpperCase(Locale.ROOT);
        String sent = ed.part(5).verbatim();
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        boolean encoded = encoding.equals("BASE64") || encoding.equals("HEX");
        String text = encoded ? withoutSpace(sent) : sent;
        Optional<byte[]> data = switch (encoding) {
            case "BASE64" -> base64(text);
            case "HEX" -> hexadecimal(text);
            default -> Optional.of(text.getBytes(StandardCharsets.UTF_8));
        };
        if (data.isEmpty()) {
            ed.part(5).lose(LossKind.UNPARSEABLE);
        } else if (encoding.equals("BASE64") && !isCanonical(text, data.get())) {
            // Bits beyond the last byte, or padding left out.
            ed.part(5).lose(LossKind.COARSER);
        }
        return data.map(bytes -> new Ed(contentType, bytes));
    }

    /** What comes before the last group of four can be written in one way only. */
    private static boolean isCanonical(String base64, byte[] data) {
        int groups = data.length / 3;
        byte[] rest = Arrays.copyOfRange(data, groups * 3, data.length);
        return base64.substring(Math.min(groups * 4, base64.length()))
                .equals(Base64.getEncoder().encodeToString(rest));
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> hexadecimal(String text) {
        try {
            return Optional.of(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String withoutSpace(String text) {
        int first = 0;
        while (first < text.length() && text.charAt(first) > ' ') {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) > ' ') {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    /** HL7 tables 0191 and 0291, and media types written out. */
    public static String contentType(String type, String subtype) {
        String sub = subtype.toLowerCase(Locale.ROOT);
        String known = switch (sub.isEmpty() ? type.toLowerCase(Locale.ROOT) : sub) {
            case "pdf" -> "application/pdf";
            case "rtf" -> "application/rtf";
            case "html", "htm" -> "text/html";
            case "xml", "x-hl7-cda-level-one" -> "text/xml";
            case "jpeg", "jpg" -> "image/jpeg";
            case "tiff", "tif" -> "image/tiff";
            case "png" -> "image/png";
            case "gif" -> "image/gif";
            case "dicom" -> "application/dicom";
            case "basic" -> "audio/basic";
            case "text", "plain", "txt" -> "text/plain";
            case "octet-stream" -> "application/octet-stream";
            default -> "";
        };
        if (!known.isEmpty()) {
            return known;
        }
        if (isMediaType(sub)) {
            return sub;
        }
        return type.equalsIgnoreCase("TEXT") ? "text/plain" : "application/octet-stream";
    }

    private static boolean isMediaType(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean lawful = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "+-./".indexOf(c) >= 0;
            if (!lawful) {
                return false;
            }
        }
        return text.indexOf('/', slash + 1) < 0;
    }

    /** The size only: the data are part of a person's record. */
    @Override
    public String toString() {
        return "Ed[" + contentType + ", " + data.length + " bytes]";
    }
}
