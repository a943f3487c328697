package uk.portage.gateway.pipeline.translate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.hl7.fhir.r4.formats.JsonCreator;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;

/** Writes FHIR JSON (RFC 8259) straight into UTF-8, without going through characters; RATIONALE.md says why. */
public final class JsonBytes implements JsonCreator {

    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int MOST_BYTES_OF_A_CHARACTER = 6;

    /** Room for the bundle of most messages: growing copies it. */
    private static final int FIRST_ROOM = 48 * 1024;

    private byte[] bytes = new byte[FIRST_ROOM];
    private int size;
    /** True if a value precedes at this level, so that a comma is due. */
    private boolean valued;

    JsonBytes() {}

    /** A bundle as FHIR JSON in UTF-8. HL7's own encoder repairs nothing; a bundle of an adapter needs none. */
    public static byte[] of(Bundle bundle) {
        try {
            JsonBytes json = new JsonBytes();
            json.beginObject();
            json.parser().compose(json, bundle);
            json.endObject();
            return json.toBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("a bundle could not be encoded", e);
        }
    }

    /** Base64 goes straight into the bytes: the library's own encoder is three times as slow, and documents are large. */
    private JsonParser parser() {
        return new JsonParser() {
            @Override
            protected void composeBase64BinaryCore(
                    @Nullable String name, @Nullable Base64BinaryType value, boolean inArray) throws IOException {
                if (value != null && value.hasValue() && name != null) {
                    base64(name, value.getValue());
                } else {
                    super.composeBase64BinaryCore(name, value, inArray);
                }
            }
        };
    }

    private void base64(String name, byte[] value) {
        name(name);
        byte[] encoded = Base64.getEncoder().encode(value);
        // What follows a document is short: without this it would double the room.
        reserve(encoded.length + FIRST_ROOM);
        bytes[size++] = '"';
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
        bytes[size++] = '"';
        valued = true;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public void setIndent(String indent) {
        // Machines read it.
    }

    @Override
    public void beginObject() {
        open('{');
    }

    @Override
    public void endObject() {
        close('}');
    }

    @Override
    public void beginArray() {
        open('[');
    }

    @Override
    public void endArray() {
        close(']');
    }

    @Override
    public void name(String name) {
        separate();
        string(name);
        put(':');
        valued = false;
    }

    @Override
    public void nullValue() {
        literal("null");
    }

    @Override
    public void value(@Nullable String value) {
        separate();
        string(value == null ? "" : value);
        valued = true;
    }

    @Override
    public void value(@Nullable Boolean value) {
        literal(String.valueOf(value));
    }

    @Override
    public void value(@Nullable BigDecimal value) {
        literal(String.valueOf(value));
    }

    @Override
    public void value(@Nullable Integer value) {
        literal(String.valueOf(value));
    }

    /** A number as the source wrote it. */
    @Override
    public void valueNum(@Nullable String value) {
        literal(String.valueOf(value));
    }

    @Override
    public void finish() {
        // Nothing is held back.
    }

    @Override
    public void link(String link) {
        // For pages made of JSON, not for JSON.
    }

    private void open(char bracket) {
        separate();
        put(bracket);
        valued = false;
    }

    private void close(char bracket) {
        put(bracket);
        valued = true;
    }

    private void separate() {
        if (valued) {
            put(',');
        }
    }

    private void literal(String text) {
        separate();
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
        valued = true;
    }

    private void put(char character) {
        reserve(1);
        bytes[size++] = (byte) character;
    }

    private void string(String text) {
        int length = text.length();
        reserve(length + 2);
        bytes[size++] = '"';
        int index = 0;
        // Nearly everything is plain: room for it is there already.
        while (index < length && isPlain(text.charAt(index))) {
            bytes[size++] = (byte) text.charAt(index++);
        }
        while (index < length) {
            reserve(length - index + MOST_BYTES_OF_A_CHARACTER + 1);
            index = character(text, index);
        }
        bytes[size++] = '"';
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

    private void reserve(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
