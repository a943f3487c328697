package uk.portage.fhir.profiles;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * FHIR JSON (RFC 8259) straight in UTF-8, without going through characters. What turns out to be empty can be taken
 * back. Whether a comma is due shows from the byte before, so that taking back leaves nothing to put right.
 */
final class JsonBuffer {

    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int MOST_BYTES_OF_A_CHARACTER = 6;

    /** Room for the bundle of most messages: growing copies it. */
    private static final int FIRST_ROOM = 48 * 1024;

    private static final int MOST_ROOM_AHEAD = 1024 * 1024;

    private byte[] bytes = new byte[FIRST_ROOM];
    private int size;

    /** Where it ends now, for {@link #takeBack}. */
    int end() {
        return size;
    }

    /** Forgets what was written since it ended there. */
    void takeBack(int end) {
        size = end;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Opens an object or an array, as the next value. */
    void open(char bracket) {
        reserve(2);
        separate();
        bytes[size++] = (byte) bracket;
    }

    void close(char bracket) {
        reserve(1);
        bytes[size++] = (byte) bracket;
    }

    /** The name of a member in the parts of which it is made, quotes and colon with it. */
    void name(byte[] begin, byte[] end) {
        reserve(begin.length + end.length + 1);
        separate();
        System.arraycopy(begin, 0, bytes, size, begin.length);
        size += begin.length;
        System.arraycopy(end, 0, bytes, size, end.length);
        size += end.length;
    }

    /** A value that stands as it is: a number, true, false or null. */
    void literal(String text) {
        reserve(text.length() + 1);
        separate();
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    void number(BigDecimal value) {
        literal(value.toString());
    }

    void base64(byte[] value) {
        byte[] encoded = Base64.getEncoder().encode(value);
        reserve(encoded.length + 3);
        separate();
        bytes[size++] = '"';
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
        bytes[size++] = '"';
    }

    /** @return true if all of it is printable ASCII without quote and backslash, as nearly everything is */
    boolean string(String text) {
        int length = text.length();
        reserve(length + 3);
        separate();
        bytes[size++] = '"';
        int index = plain(text);
        boolean plain = index == length;
        while (index < length) {
            reserve(length - index + MOST_BYTES_OF_A_CHARACTER + 1);
            index = character(text, index);
        }
        bytes[size++] = '"';
        return plain;
    }

    /** Writes characters up to one that is not plain; returns its index. On locals, which is several times as fast. */
    private int plain(String text) {
        byte[] into = bytes;
        int at = size;
        int index = 0;
        while (index < text.length()) {
            char c = text.charAt(index);
            if (!isPlain(c)) {
                break;
            }
            into[at++] = (byte) c;
            index++;
        }
        size = at;
        return index;
    }

    private static boolean isPlain(char c) {
        return c >= FIRST_PRINTABLE && c < 0x7F && c != '"' && c != '\\';
    }

    /** Returns the index of the next one. */
    private int character(String text, int index) {
        char c = text.charAt(index);
        if (isPlain(c)) {
            bytes[size++] = (byte) c;
        } else if (c < 0x80) {
            escape(c);
        } else if (c < 0x800) {
            bytes[size++] = (byte) (0xC0 | (c >> 6));
            bytes[size++] = (byte) (0x80 | (c & 0x3F));
        } else if (!Character.isSurrogate(c)) {
            bytes[size++] = (byte) (0xE0 | (c >> 12));
            bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
            bytes[size++] = (byte) (0x80 | (c & 0x3F));
        } else if (Character.isHighSurrogate(c)
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1))) {
            int codePoint = Character.toCodePoint(c, text.charAt(index + 1));
            bytes[size++] = (byte) (0xF0 | (codePoint >> 18));
            bytes[size++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
            bytes[size++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
            bytes[size++] = (byte) (0x80 | (codePoint & 0x3F));
            return index + 2;
        } else {
            // Half a character: the replacement that Java writes, too.
            bytes[size++] = '?';
        }
        return index + 1;
    }

    private void escape(char c) {
        bytes[size++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[size++] = (byte) c;
            case '\n' -> bytes[size++] = 'n';
            case '\r' -> bytes[size++] = 'r';
            case '\t' -> bytes[size++] = 't';
            default -> {
                bytes[size++] = 'u';
                bytes[size++] = '0';
                bytes[size++] = '0';
                bytes[size++] = HEXADECIMAL[c >> 4];
                bytes[size++] = HEXADECIMAL[c & 0xF];
            }
        }
    }

    /** A comma, unless nothing precedes at this level. Its room is reserved. */
    private void separate() {
        if (size > 0) {
            byte before = bytes[size - 1];
            if (before != '{' && before != '[' && before != ':') {
                bytes[size++] = ',';
            }
        }
    }

    private void reserve(int more) {
        if (more > bytes.length - size) {
            // What follows a document is short: doubling would cost as much again.
            bytes = Arrays.copyOf(bytes, size + more + Math.min(bytes.length, MOST_ROOM_AHEAD));
        }
    }
}
