package uk.portage.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class SqliteEncryptionTest extends EncryptionContract {

    @TempDir
    Path directory;

    @Override
    StoreConfiguration newDatabase() {
        return new StoreConfiguration.Sqlite(directory.resolve("store").resolve("portage.db"));
    }

    @Override
    Path keyFile() {
        return directory.resolve("encryption.key");
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store/portage.db"));
    }

    @Override
    String literal(byte[] bytes) {
        return "x'" + hexadecimal(bytes) + "'";
    }

    @Override
    void assertNothingLeftOf(byte[] wrapped) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(new String(wrapped, StandardCharsets.ISO_8859_1));
            }
        }
    }
}
