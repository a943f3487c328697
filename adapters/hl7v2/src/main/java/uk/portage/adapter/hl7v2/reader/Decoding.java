package uk.portage.adapter.hl7v2.reader;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Bytes as text. MSH-18 (HL7 table 0211) names the character set; many feeds leave it out or do not keep to it.
 *
 * @param charset the character set used
 * @param assumed true if the message does not declare this character set, or not truthfully
 */
record Decoding(String text, Charset charset, boolean assumed) {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    static Decoding of(byte[] bytes) {
        if (isAscii(bytes)) {
            Charset named = declared(bytes).orElse(StandardCharsets.US_ASCII);
            return new Decoding(new String(bytes, StandardCharsets.ISO_8859_1), named, false);
        }
        Optional<Charset> declared = declared(bytes);
        if (declared.isPresent()) {
            Charset charset = declared.get();
            if (charset.equals(StandardCharsets.UTF_8)) {
                Optional<String> text = strictly(bytes, charset);
                if (text.isPresent()) {
                    return new Decoding(text.get(), charset, false);
                }
            } else if (!charset.equals(StandardCharsets.US_ASCII)
                    && !(charset.equals(StandardCharsets.ISO_8859_1) && hasC1Controls(bytes))) {
                return new Decoding(new String(bytes, charset), charset, false);
            }
        }
        return detected(bytes);
    }

    /** Text that is valid UTF-8 by chance and not by intent is rare; the converse does not exist. */
    private static Decoding detected(byte[] bytes) {
        Optional<String> utf8 = strictly(bytes, StandardCharsets.UTF_8);
        if (utf8.isPresent()) {
            return new Decoding(utf8.get(), StandardCharsets.UTF_8, true);
        }
        Optional<String> windows = strictly(bytes, WINDOWS_1252);
        if (windows.isPresent()) {
            return new Decoding(windows.get(), WINDOWS_1252, true);
        }
        return new Decoding(new String(bytes, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1, true);
    }

    private static Optional<String> strictly(byte[] bytes, Charset charset) {
        try {
            CharBuffer chars = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return Optional.of(chars.toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Bytes 80 to 9F are controls in ISO 8859-1, which no sender means; in Windows-1252 they are quotes and dashes. */
    private static boolean hasC1Controls(byte[] bytes) {
        for (byte b : bytes) {
            if (b < (byte) 0xA0) {
                return true;
            }
        }
        return false;
    }

    /** The first repetition of MSH-18; further ones announce escape sequences to other character sets. */
    private static Optional<Charset> declared(byte[] bytes) {
        int start = 0;
        while (start + 4 < bytes.length && !isHeader(bytes, start)) {
            start++;
            if (start > 64) {
                return Optional.empty();
            }
        }
        if (start + 4 >= bytes.length) {
            return Optional.empty();
        }
        byte separator = bytes[start + 3];
        int field = 1;
        int position = start + 4;
        while (position < bytes.length && field < 17 && !isLineEnd(bytes[position])) {
            if (bytes[position] == separator) {
                field++;
            }
            position++;
        }
        if (field < 17) {
            return Optional.empty();
        }
        int end = position;
        while (end < bytes.length && end - position < 40 && bytes[end] != separator && !isLineEnd(bytes[end])) {
            end++;
        }
        return named(new String(bytes, position, end - position, StandardCharsets.ISO_8859_1));
    }

    private static boolean isHeader(byte[] bytes, int at) {
        return (bytes[at] | 0x20) == 'm' && (bytes[at + 1] | 0x20) == 's' && (bytes[at + 2] | 0x20) == 'h';
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    static Optional<Charset> named(String field) {
        int end = 0;
        while (end < field.length() && "~^".indexOf(field.charAt(end)) < 0) {
            end++;
        }
        String name = field.substring(0, end).strip().toUpperCase(Locale.ROOT);
        if (name.startsWith("UNICODE") || name.startsWith("UTF")) {
            return name.contains("16") || name.contains("32") ? Optional.empty() : Optional.of(StandardCharsets.UTF_8);
        }
        if (name.equals("ASCII") || name.equals("US-ASCII")) {
            return Optional.of(StandardCharsets.US_ASCII);
        }
        if (name.equals("WINDOWS-1252") || name.equals("CP1252") || name.equals("ANSI")) {
            return Optional.of(WINDOWS_1252);
        }
        int part = name.indexOf("8859");
        if (part >= 0) {
            String digits = name.substring(part + 4).replaceAll("[^0-9]", "");
            String iso = "ISO-8859-" + digits;
            return digits.isEmpty() || digits.length() > 2 || !Charset.isSupported(iso)
                    ? Optional.empty()
                    : Optional.of(Charset.forName(iso));
        }
        return Optional.empty();
    }
}
