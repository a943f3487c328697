package uk.portage.gateway.store.encryption;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.SecretKey;
import uk.portage.gateway.transfer.OwnersFile;

/**
 * Key-encryption keys in a file of mode 0600: 32 random bytes for each, the current one first. While data keys are wrapped
 * anew after a rotation it holds two.
 */
public final class KeyFile implements KeyWrapping {

    private final Path file;
    private volatile LocalKeys keys;

    private KeyFile(Path file, LocalKeys keys) {
        this.file = file;
        this.keys = keys;
    }

    /** Keys in this file, which is made when nothing is encrypted yet. */
    public static KeySource at(Path file) {
        return mayCreate -> {
            try {
                if (mayCreate && !Files.exists(file)) {
                    write(file, Gcm.ofThread().draw());
                }
                return new KeyFile(file, read(file));
            } catch (IOException e) {
                throw new KeyUnavailableException(
                        "the key file " + file + " cannot be read or made: it must belong to the"
                                + " user who runs this, and so must its folder");
            }
        };
    }

    private static LocalKeys read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new KeyUnavailableException("the key file " + file
                    + " is missing, but the store was encrypted with it: restore it from a backup, nothing can be read"
                    + " without it");
        }
        if (OwnersFile.isOpenToOthers(file)) {
            throw new KeyUnavailableException(
                    file + " can be read by others: run 'chmod 600 " + file + "' and start again");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length == 0 || bytes.length % Gcm.KEY_BYTES != 0) {
            throw new KeyUnavailableException("the key file " + file + " has " + bytes.length + " bytes, and a key has "
                    + Gcm.KEY_BYTES + ": restore it from a backup");
        }
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        String current = "";
        for (int from = 0; from < bytes.length; from += Gcm.KEY_BYTES) {
            byte[] key = Arrays.copyOfRange(bytes, from, from + Gcm.KEY_BYTES);
            keys.put(LocalKeys.idOf(key), LocalKeys.of(key));
            current = from == 0 ? LocalKeys.idOf(key) : current;
            Gcm.wipe(key);
        }
        Gcm.wipe(bytes);
        return new LocalKeys(current, keys);
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

    @Override
    public synchronized Optional<String> rotate() {
        try {
            byte[] former = Files.readAllBytes(file);
            byte[] both = Arrays.copyOf(Gcm.ofThread().draw(), Gcm.KEY_BYTES + former.length);
            System.arraycopy(former, 0, both, Gcm.KEY_BYTES, former.length);
            write(file, both);
            keys = read(file);
            return Optional.of(keys.current());
        } catch (IOException e) {
            throw new KeyUnavailableException("the key file " + file + " cannot be written");
        }
    }

    @Override
    public synchronized void retireOthers() {
        try {
            byte[] all = Files.readAllBytes(file);
            if (all.length > Gcm.KEY_BYTES) {
                // In memory they stay: somebody may have read a moment ago what one of them had wrapped.
                write(file, Arrays.copyOf(all, Gcm.KEY_BYTES));
            }
        } catch (IOException e) {
            throw new KeyUnavailableException("the key file " + file + " cannot be written");
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        OwnersFile.write(file, content);
    }

    /** Where they are, never what. */
    @Override
    public String toString() {
        return "KeyFile[" + file + "]";
    }
}
