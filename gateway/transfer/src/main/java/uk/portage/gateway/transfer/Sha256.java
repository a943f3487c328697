package uk.portage.gateway.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 hash of 32 bytes. */
public final class Sha256 {

    private final byte[] bytes;

    private Sha256(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Sha256 of(byte[] content) {
        return new Sha256(digest().digest(content));
    }

    /** Hashes the parts, each preceded by its length, so that moving a boundary changes the hash. */
    public static Sha256 ofParts(String... parts) {
        MessageDigest digest = digest();
        for (String part : parts) {
            byte[] content = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array());
            digest.update(content);
        }
        return new Sha256(digest.digest());
    }

    /** Hashes one array after the other, without a boundary between them. */
    public static Sha256 ofConcatenation(byte[] first, byte[] second) {
        MessageDigest digest = digest();
        digest.update(first);
        digest.update(second);
        return new Sha256(digest.digest());
    }

    public static Sha256 parse(String hexadecimal) {
        return ofBytes(HexFormat.of().parseHex(hexadecimal));
    }

    /** The hash that these 32 bytes are. */
    public static Sha256 ofBytes(byte[] bytes) {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a SHA-256 hash has 32 bytes, not " + bytes.length);
        }
        return new Sha256(bytes.clone());
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** 64 lower-case hexadecimal digits. */
    public String hexadecimal() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hexadecimal();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
