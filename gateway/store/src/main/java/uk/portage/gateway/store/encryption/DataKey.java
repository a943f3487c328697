package uk.portage.gateway.store.encryption;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * The key of one submission's payloads, or of one other thing that is kept. What it encrypts is bound to its owner and its
 * place: nothing opens in another's row or in another column.
 */
public final class DataKey {

    /** Bytes by which something grows. */
    public static final int OVERHEAD = Gcm.OVERHEAD;

    private final SecretKey key;
    private final String owner;
    private final WrappedKey wrapped;

    DataKey(SecretKey key, String owner, WrappedKey wrapped) {
        this.key = key;
        this.owner = owner;
        this.wrapped = wrapped;
    }

    /** As it is kept. */
    public WrappedKey wrapped() {
        return wrapped;
    }

    /** @param place what it is of its owner, such as a bundle */
    public byte[] seal(byte[] plain, String place) {
        return Gcm.ofThread().encrypt(key, plain, context(place));
    }

    /** Empty if it was not sealed by this key for this place, or has changed since. */
    public Optional<byte[]> open(byte[] sealed, String place) {
        return Gcm.ofThread().decrypt(key, sealed, context(place));
    }

    private byte[] context(String place) {
        return (owner + '/' + place).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whose it is only. */
    @Override
    public String toString() {
        return "DataKey[" + owner + "]";
    }
}
