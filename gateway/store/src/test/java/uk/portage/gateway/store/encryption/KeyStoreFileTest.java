package uk.portage.gateway.store.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreFileTest {

    private static final char[] PASSWORD = "only-for-this-test".toCharArray();
    private static final byte[] PLAIN = "a record".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeKeyStore() throws Exception {
        file = folder.resolve("keys.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        for (int n = 1; n <= 2; n++) {
            byte[] key = new byte[32];
            key[0] = (byte) n;
            store.setKeyEntry("portage-" + n, new SecretKeySpec(key, "AES"), PASSWORD, null);
        }
        store.setKeyEntry("short", new SecretKeySpec(new byte[16], "AES"), PASSWORD, null);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD);
        }
    }

    private Sealing by(String alias) {
        return new Sealing(KeyStoreFile.at(file, PASSWORD, alias).open(true));
    }

    @Test
    void the_named_key_wraps_and_the_others_unwrap_what_they_have_wrapped() {
        Sealing first = by("portage-1");
        Sealing second = by("Portage-2");

        assertThat(second.current()).isNotEqualTo(first.current());
        assertThat(second.open(first.seal(PLAIN, "here"), "here")).contains(PLAIN);
        assertThat(second.isCurrent(first.seal(PLAIN, "here"))).isFalse();
        assertThat(second.isRight(first.current(), first.checkValue())).isTrue();
        assertThat(second.isRight(second.current(), first.checkValue())).isFalse();
        assertThat(second.keys().rotate()).isEmpty();
    }

    @Test
    void an_envelope_opens_in_its_place_only_and_not_when_it_is_cut_short() {
        Sealing sealing = by("portage-1");
        byte[] envelope = sealing.seal(PLAIN, "here");

        assertThat(sealing.open(envelope, "there")).isEmpty();
        for (int length = 0; length < envelope.length; length++) {
            assertThat(sealing.open(Arrays.copyOf(envelope, length), "here")).isEmpty();
        }
        assertThat(sealing.openText(sealing.sealText("a record", "here"), "here"))
                .contains("a record");
        assertThat(sealing.openText("sealed:no base 64!", "here")).isEmpty();
    }

    @Test
    void a_name_that_is_not_there_a_short_key_and_a_wrong_password_are_one_clear_line() {
        assertThatThrownBy(() -> by("portage-3"))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("has no AES key of 256 bits named portage-3");
        assertThatThrownBy(() -> by("short")).hasMessageContaining("has no AES key of 256 bits named short");
        assertThatThrownBy(() -> KeyStoreFile.at(file, "wrong".toCharArray(), "portage-1")
                        .open(true))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("cannot be opened");
    }
}
