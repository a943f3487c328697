package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import uk.portage.gateway.store.encryption.KeyFile;
import uk.portage.gateway.store.encryption.KeySource;
import uk.portage.gateway.store.encryption.KeyStoreFile;

/** The section {@code encryption}: where the keys are by which payloads are encrypted. */
final class EncryptionSection {

    private static final String KEY_FILE = "key-file";
    private static final String KEY_STORE = "key-store";

    private final Path folder;

    EncryptionSection(Path folder) {
        this.folder = folder;
    }

    /** Empty for the file in the gateway's directory. */
    Optional<KeySource> read(YamlSection section) {
        Optional<Path> keyFile = section.read(
                KEY_FILE, "a file of 32 bytes, made if it is not there", text -> Optional.of(folder.resolve(text)));
        Optional<Path> keyStore = section.read(
                KEY_STORE,
                "a PKCS#12 keystore that is there",
                text -> Optional.of(folder.resolve(text)).filter(Files::isReadable));
        Optional<KeySource> keys = keyFile.map(KeyFile::at);
        if (section.has(KEY_STORE)) {
            Optional<char[]> password = section.require(
                    "password-file", "a file with the keystore's password, readable by its owner only", this::password);
            Optional<String> alias = section.require("key", "the name of a key in the keystore", Optional::of);
            if (section.has(KEY_FILE)) {
                section.problem("the keys are in a key-file or in a key-store, not in both");
            }
            if (keyStore.isPresent() && password.isPresent() && alias.isPresent()) {
                keys = Optional.of(KeyStoreFile.at(keyStore.get(), password.get(), alias.get()));
            }
        }
        section.refuseTheRest();
        return keys;
    }

    private Optional<char[]> password(String text) {
        Path file = folder.resolve(text);
        try {
            return Files.isReadable(file) && PrivateFile.complaint(file).isEmpty()
                    ? Optional.of(Files.readString(file)
                            .lines()
                            .findFirst()
                            .orElse("")
                            .toCharArray())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
