package uk.portage.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.Checkpointing;
import uk.portage.gateway.store.encryption.KeyFile;
import uk.portage.gateway.transfer.Sha256;

class SqliteStoreTest extends StoreContract {

    @TempDir
    Path directory;

    private int databases;

    @Override
    StoreConfiguration newDatabase() {
        return new StoreConfiguration.Sqlite(
                directory.resolve("data" + databases++).resolve("portage.db"));
    }

    @Override
    Path keyFile() {
        return ((StoreConfiguration.Sqlite) configuration).file().resolveSibling("encryption.key");
    }

    /** Five million transfers may lie around the few that went to nobody. */
    @Test
    void what_went_to_nobody_is_read_from_an_index_that_holds_nothing_else() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + ((StoreConfiguration.Sqlite) configuration).file());
                Statement statement = connection.createStatement();
                ResultSet plan = statement.executeQuery("EXPLAIN QUERY PLAN " + SqlSubmissionFinder.FAILED)) {
            List<String> steps = new ArrayList<>();
            while (plan.next()) {
                steps.add(plan.getString("detail"));
            }
            assertThat(steps)
                    .contains("SCAN transfer_state USING COVERING INDEX transfer_state_to_nobody")
                    .anyMatch(step -> step.startsWith("SEARCH submission USING INDEX"));
        }
    }

    @Override
    List<String> ledgerChanges() {
        return Stream.concat(
                        super.ledgerChanges().stream(),
                        Stream.of(
                                "INSERT OR REPLACE INTO entry (sequence, kind, canonical, leaf_hash) "
                                        + "VALUES (2, 'RECEIVED', '{}', x'00')",
                                "INSERT INTO entry (sequence, kind, canonical, leaf_hash) "
                                        + "VALUES (9, 'RECEIVED', '{}', x'00')"))
                .toList();
    }

    @Test
    void a_second_gateway_is_kept_out_of_the_data_directory() {
        assertThatThrownBy(() -> opened())
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("another Portage uses this data directory");

        assertThat(claimed(t -> Fixtures.receive(t, "1", ANN))).isEmpty();
        reopen();
        assertThat(store.submission(Fixtures.id("1"))).isPresent();
    }

    @Test
    void the_log_is_written_ahead_and_synced_at_each_commit() throws SQLException {
        List<String> pragmas = new ArrayList<>();
        run(t -> {
            Connection connection = ((SqlTransaction) t).connection();
            for (String pragma : List.of("journal_mode", "synchronous", "foreign_keys")) {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("PRAGMA " + pragma)) {
                    pragmas.add(pragma + " " + row.getString(1));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        // 2 is FULL.
        assertThat(pragmas).containsExactly("journal_mode wal", "synchronous 2", "foreign_keys 1");
    }

    @Test
    void a_store_that_an_older_version_made_is_taken_over_with_its_records() throws Exception {
        Path older = Files.createDirectory(directory.resolve("older")).resolve("portage.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + older);
                Statement statement = connection.createStatement();
                InputStream dump = SqliteStoreTest.class.getResourceAsStream("made-with-migration-4.sql")) {
            statement.executeUpdate(new String(dump.readAllBytes(), StandardCharsets.UTF_8));
        }
        store.close();
        store = SqlStore.open(new StoreConfiguration.Sqlite(older), clock);

        assertThat(store.submission(Fixtures.id("1"))).contains(Fixtures.submission("1", ANN));
        assertThat(store.submissionBytes(Fixtures.id("1"))).contains(Fixtures.bytes("1"));
        assertThat(store.bundle(Fixtures.id("1"))).isPresent();
        assertThat(store.mailbox(Fixtures.COUNCIL, Set.of(), 0, 10)).hasSize(1);
        assertThat(sequences()).containsExactlyElementsOf(upTo(4));
        assertThat(claimed(t -> Fixtures.receive(t, "1", ANN))).isPresent();
        assertThat(claimed(t -> Fixtures.receive(t, "3", ANN))).isEmpty();
    }

    @Test
    void readers_cannot_write() {
        assertThatThrownBy(() -> {
                    try (Connection connection = store.reading().getConnection();
                            Statement statement = connection.createStatement()) {
                        statement.execute("DELETE FROM outbox");
                    }
                })
                .isInstanceOf(SQLException.class);
    }

    @Test
    void a_full_disk_refuses_what_does_not_fit_and_the_store_recovers() {
        run(t -> Fixtures.receive(t, "before", ANN));
        full();
        List<CompletableFuture<Optional<Sha256>>> futures = IntStream.range(0, 20)
                .mapToObj(i -> store.write(t -> {
                    t.keep(Fixtures.submission("full" + i, ANN), new byte[200_000], Fixtures.SALT);
                    return t.claim(Fixtures.key("full" + i), Sha256.ofParts("full"));
                }))
                .toList();

        assertThat(futures)
                .anySatisfy(future -> assertThatThrownBy(future::join)
                        .cause()
                        .isInstanceOfSatisfying(
                                StoreUnavailableException.class,
                                e -> assertThat(e.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE)));
        for (int i = 0; i < futures.size(); i++) {
            boolean acknowledged =
                    !futures.get(i).handle((ok, failure) -> failure != null).join();
            assertThat(store.submissionBytes(Fixtures.id("full" + i)).isPresent())
                    .isEqualTo(acknowledged);
        }

        // The limit went with the connection that ran into it, as space comes back when somebody makes room.
        Awaitility.await()
                .untilAsserted(() -> assertThat(claimed(t -> Fixtures.receive(t, "after", ANN)))
                        .isEmpty());
        assertThat(store.isWritable()).isTrue();
        assertThat(store.submission(Fixtures.id("before"))).isPresent();
        assertThat(sequences()).containsExactlyElementsOf(upTo(2));
    }

    /** Lets the database grow by two pages only. */
    private void full() {
        run(t -> {
            try (Statement statement = ((SqlTransaction) t).connection().createStatement()) {
                long pages;
                try (ResultSet row = statement.executeQuery("PRAGMA page_count")) {
                    pages = row.getLong(1);
                }
                statement.execute("PRAGMA max_page_count = " + (pages + 2));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void a_log_that_has_grown_too_long_is_emptied_between_transactions() throws SQLException {
        Path file = directory.resolve("log").resolve("portage.db");
        SqliteDatabase database = new SqliteDatabase(new StoreConfiguration.Sqlite(file), 100_000);
        try (SqlTransaction transaction = new SqlTransaction(
                database.openWriting(),
                clock,
                new Recent(),
                Encryption.open(database, KeyFile.at(directory.resolve("encryption.key"))),
                Checkpointing.none())) {
            for (String number : List.of("1", "2")) {
                transaction.keep(Fixtures.submission(number, ANN), new byte[200_000], Fixtures.SALT);
                transaction.flush();
                transaction.commit();
                assertThat(log(file)).isGreaterThan(100_000);
                database.tidy(transaction.connection(), false);
                assertThat(log(file)).isZero();
            }
        } finally {
            database.close();
        }
    }

    private static long log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal").toFile().length();
    }

    @Test
    void a_data_directory_that_cannot_be_used_is_one_clear_sentence() throws Exception {
        Path file = directory.resolve("file");
        Files.writeString(file, "not a directory");
        assertThatThrownBy(() -> SqlStore.open(new StoreConfiguration.Sqlite(file.resolve("portage.db")), clock))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the data directory cannot be written to");

        Path other = Files.createDirectory(directory.resolve("other"));
        Files.write(
                other.resolve("portage.db"), "this is no database".repeat(100).getBytes(StandardCharsets.UTF_8));
        StoreConfiguration.Sqlite damaged = new StoreConfiguration.Sqlite(other.resolve("portage.db"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> SqlStore.open(damaged, clock))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("the SQLite database cannot be opened");
        }
    }
}
