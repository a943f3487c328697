package uk.portage.gateway.store.encryption;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * Key-encryption keys from a PKCS#12 keystore (RFC 7292): AES keys of 256 bits, one of which wraps; the others unwrap what
 * they have wrapped. Whoever looks after the keystore adds a key and names it in the configuration to rotate.
 */
public final class KeyStoreFile implements KeyWrapping {

    private final LocalKeys keys;

    private KeyStoreFile(LocalKeys keys) {
        this.keys = keys;
    }

    /** @param alias of the key that wraps */
    public static KeySource at(Path file, char[] password, String alias) {
        return mayCreate -> {
            Map<String, SecretKey> keys = new HashMap<>();
            String current = "";
            try (InputStream in = Files.newInputStream(file)) {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(in, password);
                for (String name : Collections.list(store.aliases())) {
                    if (store.isKeyEntry(name)
                            && store.getKey(name, password) instanceof SecretKey key
                            && key.getEncoded().length == Gcm.KEY_BYTES) {
                        String id = LocalKeys.idOf(key.getEncoded());
                        keys.put(id, LocalKeys.of(key.getEncoded()));
                        // A keystore of this kind knows its names in small letters.
                        current = name.equalsIgnoreCase(alias) ? id : current;
                    }
                }
            } catch (IOException | GeneralSecurityException e) {
                throw new KeyUnavailableException(
                        "the keystore " + file + " cannot be opened: is it PKCS#12, and the password its own?");
            }
            if (current.isEmpty()) {
                throw new KeyUnavailableException("the keystore " + file + " has no AES key of 256 bits named " + alias
                        + ": keytool -genseckey -keyalg AES -keysize 256 -storetype PKCS12 -alias " + alias
                        + " makes one");
            }
            return new KeyStoreFile(new LocalKeys(current, keys));
        };
    }

    @Override
    public String current() {
        return keys.current();
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] context) {
        return keys.wrap(dataKey, context);
    }

    @Override
    public Optional<byte[]> unwrap(String id, byte[] wrapped, byte[] context) {
        return keys.unwrap(id, wrapped, context);
    }
}
