package uk.portage.gateway.store.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256 in Galois/Counter Mode (NIST SP 800-38D) with random nonces of 96 bits and tags of 128. What is encrypted is laid
 * out as version, nonce, ciphertext, tag. One for each thread: neither cipher nor random source is waited for.
 */
final class Gcm {

    static final String ALGORITHM = "AES";
    static final int KEY_BYTES = 32;

    /** Bytes by which something grows. */
    static final int OVERHEAD = 1 + 12 + 16;

    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int HEAD_BYTES = 1 + NONCE_BYTES;
    private static final int TAG_BITS = 128;

    private static final ThreadLocal<Gcm> OF_THREAD = ThreadLocal.withInitial(Gcm::new);

    private final Cipher cipher;
    private final SecureRandom random;

    private Gcm() {
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
            this.random = SecureRandom.getInstance("DRBG");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES in Galois/Counter Mode", e);
        }
    }

    static Gcm ofThread() {
        return OF_THREAD.get();
    }

    /** A new key's bytes. */
    byte[] draw() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    byte[] encrypt(SecretKey key, byte[] plain, byte[] context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = new byte[OVERHEAD + plain.length];
        sealed[0] = VERSION;
        System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context);
            cipher.doFinal(plain, 0, plain.length, sealed, HEAD_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES failed: " + e.getClass().getSimpleName());
        }
        return sealed;
    }

    /** Empty if it was not encrypted by this key for this context, or has changed since. */
    Optional<byte[]> decrypt(SecretKey key, byte[] sealed, byte[] context) {
        if (sealed.length < OVERHEAD || sealed[0] != VERSION) {
            return Optional.empty();
        }
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 1, NONCE_BYTES));
            cipher.updateAAD(context);
            return Optional.of(cipher.doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES failed: " + e.getClass().getSimpleName());
        }
    }

    /** Overwrites a key's bytes. */
    static void wipe(byte[] key) {
        Arrays.fill(key, (byte) 0);
    }
}
