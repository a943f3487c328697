package uk.portage.gateway.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.ExitStatus;
import uk.portage.gateway.transfer.Caller.Role;

class DataDirectoryTest {

    @TempDir
    private Path parent;

    @Test
    void the_first_start_makes_everything_private_and_the_second_changes_nothing() throws IOException {
        Path folder = parent.resolve("data");
        byte[] key;
        String tokens;
        try (DataDirectory first = DataDirectory.open(folder, false)) {
            key = first.siteKey();
            tokens = Files.readString(first.tokens());
        }

        try (DataDirectory second = DataDirectory.open(folder, false)) {
            assertThat(second.siteKey()).isEqualTo(key).hasSize(32);
            assertThat(Files.readString(second.tokens())).isEqualTo(tokens);
        }
        assertThat(mode(folder)).isEqualTo("rwx------");
        for (String name : List.of("site.key", "tokens", "portage.yaml")) {
            assertThat(mode(folder.resolve(name))).as(name).isEqualTo("rw-------");
        }
        assertThat(TokenFile.read(folder.resolve("tokens")))
                .hasSize(5)
                .allSatisfy(line ->
                        assertThat(line.token().isExpired(Instant.now())).isFalse())
                .anySatisfy(line -> assertThat(line.token().caller().role()).isEqualTo(Role.OPERATOR));
    }

    @Test
    void a_file_of_witnesses_is_not_passed_over() throws IOException {
        Path folder = parent.resolve("data");
        DataDirectory.open(folder, false).close();
        Files.writeString(folder.resolve("witnesses"), "witness.example+00000000+AA==\n");

        assertThatThrownBy(() -> DataDirectory.open(folder, false))
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        failure -> assertThat(failure.lines()).contains("name its keys in portage.yaml"));
        Files.delete(folder.resolve("witnesses"));
        DataDirectory.open(folder, false).close();
    }

    @Test
    void a_second_gateway_is_told_that_the_directory_is_taken() throws IOException {
        Path folder = parent.resolve("data");
        try (DataDirectory first = DataDirectory.open(folder, false)) {
            assertThatThrownBy(() -> DataDirectory.open(folder, false))
                    .isInstanceOfSatisfying(CommandFailedException.class, failure -> {
                        assertThat(failure.status()).isEqualTo(ExitStatus.ENVIRONMENT);
                        assertThat(failure.lines()).contains("another gateway", folder.toString(), "--data");
                    });
            assertThat(first.siteKey()).hasSize(32);
        }
    }

    @Test
    void a_site_key_that_others_can_read_is_not_used() throws IOException {
        Path folder = parent.resolve("data");
        try (DataDirectory directory = DataDirectory.open(folder, false)) {
            Files.setPosixFilePermissions(folder.resolve("site.key"), PosixFilePermissions.fromString("rw-r-----"));
            assertThatThrownBy(directory::siteKey).hasMessageContaining("chmod 600");
        }
    }

    @Test
    void a_lost_site_key_is_not_replaced_when_there_is_a_store() throws IOException {
        Path folder = parent.resolve("data");
        DataDirectory.open(folder, false).close();
        Files.createDirectories(folder.resolve("store"));
        Files.delete(folder.resolve("site.key"));

        assertThatThrownBy(() -> DataDirectory.open(folder, false)).hasMessageContaining("backup");
    }

    @Test
    void a_directory_that_others_can_look_into_is_not_opened() throws IOException {
        Path folder = parent.resolve("data");
        DataDirectory.open(folder, false).close();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));

        assertThatThrownBy(() -> DataDirectory.open(folder, false))
                .isInstanceOfSatisfying(CommandFailedException.class, failure -> {
                    assertThat(failure.status()).isEqualTo(ExitStatus.ENVIRONMENT);
                    assertThat(failure.lines()).contains("chmod 700 " + folder, "--data");
                });
        assertThat(mode(folder)).isEqualTo("rwxr-x---");
    }

    @Test
    void an_empty_directory_becomes_private() throws IOException {
        Path folder = Files.createDirectory(parent.resolve("data"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        DataDirectory.open(folder, false).close();

        assertThat(mode(folder)).isEqualTo("rwx------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
