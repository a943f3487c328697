package uk.portage.gateway.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.store.RecordRequest.State;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.SubmissionId;

/** The table of requests for records. */
final class SqlRecordRequests {

    private static final String SELECT = """
            SELECT id, requester, source, person, nhs_number, state, code, submission, attempts, version, due_at,
              created_at, changed_at FROM record_request
            """;

    private SqlRecordRequests() {}

    private static RecordRequest request(ResultSet row, Encryption encryption) throws SQLException {
        String id = row.getString(1);
        return new RecordRequest(
                id,
                new OdsCode(row.getString(2)),
                new OdsCode(row.getString(3)),
                new OrderingKey(row.getString(4)),
                Optional.ofNullable(row.getString(5))
                        .map(kept -> encryption.openText(kept, SealedColumn.NHS_NUMBER.place(id))),
                State.valueOf(row.getString(6)),
                Optional.ofNullable(row.getString(7)).map(FailureCode::valueOf),
                SubmissionId.parse(row.getString(8)),
                row.getInt(9),
                row.getInt(10),
                Instant.ofEpochMilli(row.getLong(11)),
                Instant.ofEpochMilli(row.getLong(12)),
                Instant.ofEpochMilli(row.getLong(13)));
    }

    static final class Reader implements RecordRequestReader {

        private final SqlStore store;

        Reader(SqlStore store) {
            this.store = store;
        }

        @Override
        public Optional<RecordRequest> find(String id) {
            return store.first(SELECT + " WHERE id = ?", s -> s.setString(1, id), this::read);
        }

        @Override
        public List<RecordRequest> open(OdsCode source, int limit) {
            return store.list(
                    SELECT + " WHERE source = ? AND nhs_number IS NOT NULL ORDER BY due_at, id LIMIT ?",
                    s -> {
                        s.setString(1, source.value());
                        s.setInt(2, limit);
                    },
                    this::read);
        }

        private RecordRequest read(ResultSet row) throws SQLException {
            return request(row, store.encryption());
        }

        @Override
        public Set<OdsCode> sources() {
            return Set.copyOf(store.list(
                    "SELECT DISTINCT source FROM record_request WHERE nhs_number IS NOT NULL",
                    s -> {},
                    row -> new OdsCode(row.getString(1))));
        }
    }

    static final class Writer implements RecordRequestWriter {

        private final SqlTransaction transaction;
        private final Encryption encryption;
        private final Clock clock;

        Writer(SqlTransaction transaction, Encryption encryption, Clock clock) {
            this.transaction = transaction;
            this.encryption = encryption;
            this.clock = clock;
        }

        @Override
        public Optional<RecordRequest> find(OdsCode requester, OdsCode source, OrderingKey person) {
            return transaction.ask(() -> {
                PreparedStatement select = transaction.statement(
                        SELECT + " WHERE requester = ? AND source = ? AND person = ? AND nhs_number IS NOT NULL");
                select.setString(1, requester.value());
                select.setString(2, source.value());
                select.setString(3, person.value());
                return SqlTransaction.first(select, row -> request(row, encryption));
            });
        }

        @Override
        public int open(OdsCode requester) {
            return transaction.ask(() -> {
                PreparedStatement select = transaction.statement(
                        "SELECT COUNT(*) FROM record_request WHERE requester = ? AND nhs_number IS NOT NULL");
                select.setString(1, requester.value());
                return SqlTransaction.first(select, row -> row.getInt(1)).orElse(0);
            });
        }

        @Override
        public void add(
                String id,
                OdsCode requester,
                OdsCode source,
                OrderingKey person,
                String nhsNumber,
                SubmissionId submission) {
            transaction.run(() -> {
                PreparedStatement insert = transaction.statement("""
                        INSERT INTO record_request (id, requester, source, person, nhs_number, state, submission,
                          attempts, version, due_at, created_at, changed_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, 0, 1, ?, ?, ?)
                        """);
                insert.setString(1, id);
                insert.setString(2, requester.value());
                insert.setString(3, source.value());
                insert.setString(4, person.value());
                insert.setString(5, encryption.sealText(nhsNumber, SealedColumn.NHS_NUMBER.place(id)));
                insert.setString(6, State.REQUESTED.name());
                insert.setString(7, submission.toString());
                long now = clock.millis();
                insert.setLong(8, now);
                insert.setLong(9, now);
                insert.setLong(10, now);
                insert.executeUpdate();
            });
        }

        @Override
        public void asked(String id, int attempts, Optional<FailureCode> code, Instant dueAt) {
            transaction.run(() -> {
                PreparedStatement update = transaction.statement("""
                        UPDATE record_request SET state = ?, attempts = ?, code = ?, due_at = ?, changed_at = ?,
                          version = version + 1
                        WHERE id = ? AND nhs_number IS NOT NULL
                        """);
                update.setString(1, State.ASKED.name());
                update.setInt(2, attempts);
                Rows.bind(update, 3, code.map(Enum::name));
                update.setLong(4, dueAt.toEpochMilli());
                update.setLong(5, clock.millis());
                update.setString(6, id);
                update.executeUpdate();
            });
        }

        @Override
        public boolean end(String id, Optional<FailureCode> code) {
            return transaction.ask(() -> {
                PreparedStatement update = transaction.statement("""
                        UPDATE record_request SET state = ?, code = ?, nhs_number = NULL, changed_at = ?,
                          version = version + 1
                        WHERE id = ? AND nhs_number IS NOT NULL
                        """);
                update.setString(1, (code.isPresent() ? State.NOT_PROVIDED : State.PROVIDED).name());
                Rows.bind(update, 2, code.map(Enum::name));
                update.setLong(3, clock.millis());
                update.setString(4, id);
                return update.executeUpdate() == 1;
            });
        }
    }
}
