package uk.portage.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PostgresqlStoreTest extends StoreContract {

    private static final int RECORDS = 300;

    @Override
    StoreConfiguration newDatabase() {
        return TestPostgresql.newDatabase();
    }

    @Override
    Path keyFile() {
        return TestPostgresql.keyFile();
    }

    @Override
    List<String> ledgerChanges() {
        return Stream.concat(super.ledgerChanges().stream(), Stream.of("TRUNCATE entry", "TRUNCATE entry CASCADE"))
                .toList();
    }

    @Test
    void a_writer_whose_connection_is_cut_goes_on_with_a_new_one_and_loses_nothing() {
        run(t -> Fixtures.receive(t, "1", ANN));
        cutConnections();
        run(t -> Fixtures.receive(t, "2", ANN));
        cutConnections();

        assertThat(store.submission(Fixtures.id("2"))).isPresent();
        run(t -> Fixtures.receive(t, "3", ANN));
        assertThat(sequences()).containsExactlyElementsOf(upTo(3));
        assertThat(store.isWritable()).isTrue();
    }

    @Test
    void while_another_gateway_writes_this_one_cannot_and_says_so() throws Exception {
        run(t -> Fixtures.receive(t, "1", ANN));
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            // The other one waits for the lock and gets it when this one's connection is cut.
            Thread taking = new Thread(() -> execute(statement, "SELECT pg_advisory_lock(" + lock() + ")"));
            taking.start();
            await().untilAsserted(() -> assertThat(
                            number(
                                    "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
                                            + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))
                    .isEqualTo(1));
            cutWriter();
            taking.join(10_000);

            assertThatThrownBy(() -> run(t -> Fixtures.receive(t, "2", ANN)))
                    .hasCauseInstanceOf(StoreUnavailableException.class);
            assertThat(store.submission(Fixtures.id("1"))).isPresent();
            assertThat(store.submission(Fixtures.id("2"))).isEmpty();
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> run(t -> Fixtures.receive(t, "2", ANN)));
        assertThat(sequences()).containsExactlyElementsOf(upTo(2));
    }

    @Test
    void a_writer_that_was_overtaken_commits_no_more() throws SQLException {
        run(t -> Fixtures.receive(t, "1", ANN));
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("UPDATE writer SET epoch = epoch + 1");
        }
        assertThatThrownBy(() -> run(t -> Fixtures.receive(t, "2", ANN)))
                .hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(store.submission(Fixtures.id("2"))).isEmpty();
    }

    @Test
    void a_database_that_only_reads_refuses_and_recovers() throws SQLException {
        execute("ALTER DATABASE " + database() + " SET default_transaction_read_only = on");
        cutWriter();
        assertThatThrownBy(() -> run(t -> Fixtures.receive(t, "1", ANN)))
                .hasCauseInstanceOf(StoreUnavailableException.class);

        execute(
                "SET default_transaction_read_only = off",
                "ALTER DATABASE " + database() + " RESET default_transaction_read_only");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> run(t -> Fixtures.receive(t, "1", ANN)));
    }

    @Test
    void a_nul_in_sender_text_is_kept_as_a_replacement() {
        SubmissionRow row = Fixtures.submission("1", ANN);
        SubmissionRow odd = new SubmissionRow(
                row.id(),
                row.sender(),
                row.channel(),
                row.format(),
                row.messageType(),
                row.workflow(),
                "WARD\0",
                row.eventTime(),
                row.receivedAt(),
                row.testRecord(),
                row.orderingKey(),
                row.content(),
                row.size());
        run(t -> t.keep(odd, new byte[0], Fixtures.SALT));
        assertThat(store.submission(row.id()).orElseThrow().receivingFacility()).isEqualTo("WARD\uFFFD");
    }

    /**
     * The planner takes an index of what is unfinished for empty, when that is how it last looked, and would read all of
     * it to find one record by its id.
     */
    @Test
    void one_record_is_not_looked_for_among_all_that_are_unfinished() throws SQLException {
        offered("first");
        execute("ANALYZE");
        run(t -> {
            for (int i = 0; i < RECORDS; i++) {
                Fixtures.receive(t, "m" + i, ANN);
                Fixtures.route(t, "m" + i, ANN);
                Fixtures.offer(t, "m" + i);
            }
        });
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            // Each session reports what it has done once a second at most, after a statement.
            run(t -> t.isParked(ANN));
            return number("SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'transfer'") >= RECORDS;
        });
        assertThat(number("SELECT COALESCE(SUM(idx_tup_read), 0) FROM pg_stat_user_indexes"
                        + " WHERE indexrelname IN ('transfer_unoffered', 'submission_unrouted')"))
                .isLessThan(10L * RECORDS);
    }

    private String database() {
        String url = ((StoreConfiguration.Postgresql) configuration).url();
        return url.replaceAll(".*/(portage_\\d+).*", "$1");
    }

    private static long lock() {
        return PostgresqlDatabase.WRITER_LOCK;
    }

    private void cutWriter() {
        number("SELECT COUNT(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted "
                + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    }

    private void cutConnections() {
        number("SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity "
                + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    private long number(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void execute(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
