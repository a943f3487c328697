package uk.portage.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uk.portage.gateway.transfer.Sha256;

class MigrationsTest {

    /** Stores made with them exist: a changed one would lock their owners out. */
    @Test
    void a_migration_once_published_is_never_changed_and_a_new_one_is_recorded() throws Exception {
        Path folder = migrations();
        try (Stream<Path> files = Files.walk(folder);
                InputStream recorded = MigrationsTest.class.getResourceAsStream("migrations.sha256")) {
            assertThat(recorded).isNotNull();
            List<String> found = files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> checksum(file) + "  " + folder.relativize(file))
                    .toList();
            assertThat(found)
                    .as("Change a store's tables by a new migration, and add its line to migrations.sha256")
                    .containsExactlyElementsOf(new String(recorded.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        }
    }

    private static Path migrations() throws URISyntaxException {
        return Path.of(SqlStore.class.getResource("migrations").toURI());
    }

    private static String checksum(Path file) {
        try {
            return Sha256.of(Files.readAllBytes(file)).hexadecimal();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
