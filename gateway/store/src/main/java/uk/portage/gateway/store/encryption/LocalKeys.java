package uk.portage.gateway.store.encryption;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import uk.portage.gateway.transfer.Sha256;

/**
 * Key-encryption keys in memory. Their ids are derived from them, so that no other key can pass for one. At most 2^32 data
 * keys may be wrapped by one key (SP 800-38D, section 8.3): at a thousand a second that is in 49 days, so a site of that
 * size rotates monthly.
 */
final class LocalKeys {

    private final String current;
    private final SecretKey wrapping;
    private final Map<String, SecretKey> keys;

    /** @param keys by their ids, the current one among them */
    LocalKeys(String current, Map<String, SecretKey> keys) {
        this.current = current;
        this.wrapping = Objects.requireNonNull(keys.get(current));
        this.keys = Map.copyOf(keys);
    }

    static String idOf(byte[] key) {
        return Sha256.ofParts("portage key-encryption key", Sha256.of(key).hexadecimal())
                .hexadecimal()
                .substring(0, 16);
    }

    static SecretKey of(byte[] key) {
        return new SecretKeySpec(key, Gcm.ALGORITHM);
    }

    String current() {
        return current;
    }

    byte[] wrap(byte[] dataKey, byte[] context) {
        return Gcm.ofThread().encrypt(wrapping, dataKey, context);
    }

    Optional<byte[]> unwrap(String id, byte[] wrapped, byte[] context) {
        return Optional.ofNullable(keys.get(id)).flatMap(key -> Gcm.ofThread().decrypt(key, wrapped, context));
    }
}
