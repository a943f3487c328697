package uk.portage.verifier.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A key that signs. As text it has two lines: the secret one, {@code PRIVATE+KEY+name+id+base64(kind || seed)}, and the
 * {@link VerifierKey}. It shows itself as the latter.
 */
public final class SigningKey {

    private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final String PRIVATE = "PRIVATE+KEY+";
    private static final int SEED_LENGTH = 32;

    private final VerifierKey verifier;
    private final PrivateKey key;

    private SigningKey(VerifierKey verifier, PrivateKey key) {
        this.verifier = verifier;
        this.key = key;
    }

    /**
     * Draws a key.
     *
     * @param name gives the key its name, once its public half is known
     */
    public static SigningKey draw(Function<byte[], String> name, VerifierKey.Kind kind, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            KeyPair pair = generator.generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] half = new byte[VerifierKey.KEY_LENGTH];
            System.arraycopy(encoded, encoded.length - half.length, half, 0, half.length);
            String given = name.apply(half.clone());
            if (!VerifierKey.isName(given)) {
                throw new IllegalArgumentException("a key cannot have this name");
            }
            return new SigningKey(new VerifierKey(given, kind, half), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has Ed25519", e);
        }
    }

    /** Reads a key from its two lines; empty if they are none, or do not belong together. */
    public static Optional<SigningKey> parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() != 2 || !lines.get(0).startsWith(PRIVATE)) {
            return Optional.empty();
        }
        Optional<VerifierKey> verifier = VerifierKey.parse(lines.get(1));
        String[] parts = lines.get(0).substring(PRIVATE.length()).split("\\+", 3);
        if (verifier.isEmpty() || parts.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(parts[2]);
            byte[] encoded = ByteBuffer.allocate(PKCS8.length + SEED_LENGTH)
                    .put(PKCS8)
                    .put(bytes, 1, bytes.length - 1)
                    .array();
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            SigningKey read = new SigningKey(verifier.get(), key);
            byte[] probe = {0};
            return Optional.of(read)
                    .filter(found -> found.secretText().equals(text.strip()))
                    .filter(found -> found.verifier.isSignature(probe, found.sign(probe)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | GeneralSecurityException e) {
            return Optional.empty();
        } catch (java.nio.BufferOverflowException e) {
            return Optional.empty();
        }
    }

    /** The two lines, of which the first is a secret. */
    public String secretText() {
        byte[] encoded = key.getEncoded();
        byte[] bytes = ByteBuffer.allocate(1 + SEED_LENGTH)
                .put((byte) (verifier.kind() == VerifierKey.Kind.NOTE ? 1 : 4))
                .put(encoded, encoded.length - SEED_LENGTH, SEED_LENGTH)
                .array();
        return PRIVATE + verifier.name() + "+" + HexFormat.of().toHexDigits(verifier.id()) + "+"
                + Base64.getEncoder().encodeToString(bytes) + "\n" + verifier.text();
    }

    public VerifierKey verifier() {
        return verifier;
    }

    /** Signs the text of a note. The key must be one for notes. */
    public NoteSignature sign(String text) {
        if (verifier.kind() != VerifierKey.Kind.NOTE) {
            throw new IllegalStateException("this key cosigns");
        }
        return new NoteSignature(verifier.name(), verifier.id(), sign(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Says that this checkpoint was seen at this time, and that it follows from all seen before (C2SP tlog-cosignature). The
     * key must be one for cosignatures.
     */
    public NoteSignature cosign(Checkpoint checkpoint, Instant time) {
        if (verifier.kind() != VerifierKey.Kind.COSIGNATURE) {
            throw new IllegalStateException("this key does not cosign");
        }
        byte[] signature = sign(NoteSignature.cosigned(checkpoint.text(), time.getEpochSecond()));
        byte[] timed = ByteBuffer.allocate(Long.BYTES + signature.length)
                .putLong(time.getEpochSecond())
                .put(signature)
                .array();
        return new NoteSignature(verifier.name(), verifier.id(), timed);
    }

    private byte[] sign(byte[] message) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(key);
            ed25519.update(message);
            return ed25519.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was read before does not sign", e);
        }
    }

    @Override
    public String toString() {
        return verifier.toString();
    }
}
