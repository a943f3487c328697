package uk.portage.adapter.spi;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The bytes a source system pushed, unaltered. */
public final class SourceDocument {

    private final byte[] bytes;
    /** The bytes that the hash is of. */
    private final byte[] identity;

    private SourceDocument(byte[] bytes, byte[] identity) {
        this.bytes = bytes;
        this.identity = identity;
    }

    /** Takes the array as it is; the caller must not change it afterwards. */
    public static SourceDocument of(byte[] bytes) {
        return new SourceDocument(bytes, bytes);
    }

    /**
     * What this document would be with other bytes: it keeps the hash of this one, so that ids derived from the hash
     * stay comparable. For explaining a translation only; never kept, never sent.
     */
    public SourceDocument varied(byte[] otherBytes) {
        return new SourceDocument(otherBytes, identity);
    }

    /** The array itself, not a copy, because documents may be large; it must not be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return bytes.length;
    }

    /** SHA-256 of the bytes as they were pushed, 64 lower-case hexadecimal digits. */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(identity));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceDocument that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The size only: the bytes are a person's record. */
    @Override
    public String toString() {
        return "SourceDocument[" + bytes.length + " bytes]";
    }
}
