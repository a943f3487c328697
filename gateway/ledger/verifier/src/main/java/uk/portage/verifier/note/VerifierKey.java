package uk.portage.verifier.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The public side of a key: a name, what it signs, and an Ed25519 public key. As text it is {@code
 * name+id+base64(kind || key)} (C2SP signed-note, verifier keys).
 */
public final class VerifierKey {

    /** Bytes of an Ed25519 public key. */
    static final int KEY_LENGTH = 32;

    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final Pattern TEXT = Pattern.compile("([^+]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]+=*)");

    /** What a key signs. */
    public enum Kind {
        /** The text of a note (C2SP signed-note, Ed25519). */
        NOTE(1),
        /** A checkpoint, with the time at which a witness saw it (C2SP tlog-cosignature, Ed25519). */
        COSIGNATURE(4);

        private final byte identifier;

        Kind(int identifier) {
            this.identifier = (byte) identifier;
        }
    }

    private final String name;
    private final Kind kind;
    private final byte[] key;

    VerifierKey(String name, Kind kind, byte[] key) {
        this.name = name;
        this.kind = kind;
        this.key = key.clone();
    }

    /** Reads a key from its text; empty if it is none of these, or its id is not that of its name and key. */
    public static Optional<VerifierKey> parse(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches() || !isName(matcher.group(1))) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(matcher.group(3));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != 1 + KEY_LENGTH) {
            return Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (kind.identifier == bytes[0]) {
                byte[] key = new byte[KEY_LENGTH];
                System.arraycopy(bytes, 1, key, 0, KEY_LENGTH);
                VerifierKey read = new VerifierKey(matcher.group(1), kind, key);
                return Optional.of(read).filter(found -> found.text().equals(text));
            }
        }
        return Optional.empty();
    }

    /** Not empty, no space, no plus sign, no control character. */
    static boolean isName(String name) {
        return !name.isEmpty()
                && name.codePoints()
                        .noneMatch(c -> c == '+'
                                || c < 0x20
                                || c == 0x85
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c));
    }

    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    /** The first four bytes of SHA-256(name || 0x0A || kind || key). */
    public int id() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            digest.update(kind.identifier);
            digest.update(key);
            return ByteBuffer.wrap(digest.digest()).getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** The key as it is given to those who verify. */
    public String text() {
        byte[] bytes = ByteBuffer.allocate(1 + KEY_LENGTH)
                .put(kind.identifier)
                .put(key)
                .array();
        return name + "+" + HexFormat.of().toHexDigits(id()) + "+"
                + Base64.getEncoder().encodeToString(bytes);
    }

    /** Whether the bytes are a signature of the message by this key. */
    boolean isSignature(byte[] message, byte[] signature) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(publicKey());
            ed25519.update(message);
            return ed25519.verify(signature);
        } catch (GeneralSecurityException e) {
            // Bytes that are no point of the curve, or no signature at all.
            return false;
        }
    }

    private PublicKey publicKey() throws GeneralSecurityException {
        byte[] encoded =
                ByteBuffer.allocate(X509.length + KEY_LENGTH).put(X509).put(key).array();
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
