package uk.portage.gateway.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.ReplayId;
import uk.portage.gateway.transfer.ReplayReason;
import uk.portage.gateway.transfer.SubmissionId;

/** The tables of replays. */
final class SqlReplays {

    private static final String SELECT = """
            SELECT id, reason, ordered_by, ordered_at, selection, per_second, state, total, replayed, left_out, ended_at
            FROM replay
            """;

    private SqlReplays() {}

    private static Replay replay(ResultSet row) throws SQLException {
        return new Replay(
                new Replay.Order(
                        ReplayId.parse(row.getString(1)).orElseThrow(),
                        ReplayReason.valueOf(row.getString(2)),
                        new OdsCode(row.getString(3)),
                        Instant.ofEpochMilli(row.getLong(4)),
                        row.getString(5),
                        row.getInt(6)),
                Replay.State.valueOf(row.getString(7)),
                row.getInt(8),
                row.getInt(9),
                row.getInt(10),
                Rows.time(row, 11));
    }

    static final class Reader implements ReplayReader {

        private final SqlStore store;

        Reader(SqlStore store) {
            this.store = store;
        }

        @Override
        public Optional<Replay> find(ReplayId id) {
            return store.first(SELECT + " WHERE id = ?", s -> s.setString(1, id.toString()), SqlReplays::replay);
        }

        @Override
        public List<Replay> running() {
            return store.list(SELECT + " WHERE state = 'RUNNING' ORDER BY ordered_at, id", s -> {}, SqlReplays::replay);
        }

        @Override
        public List<Replay> newest(int limit) {
            return store.list(
                    SELECT + " ORDER BY ordered_at DESC, id LIMIT ?", s -> s.setInt(1, limit), SqlReplays::replay);
        }

        @Override
        public List<SubmissionId> submissions(ReplayId id, int limit) {
            return store.list(
                    "SELECT submission FROM replay_item WHERE replay = ? ORDER BY arrival LIMIT ?",
                    s -> {
                        s.setString(1, id.toString());
                        s.setInt(2, limit);
                    },
                    row -> SubmissionId.parse(row.getString(1)));
        }
    }

    static final class Writer implements ReplayWriter {

        private final SqlTransaction transaction;
        private final Clock clock;

        Writer(SqlTransaction transaction, Clock clock) {
            this.transaction = transaction;
            this.clock = clock;
        }

        @Override
        public void begin(Replay.Order order, List<FoundSubmission> chosen) {
            transaction.run(() -> {
                PreparedStatement item =
                        transaction.statement("INSERT INTO replay_item (replay, arrival, submission) VALUES (?, ?, ?)");
                for (FoundSubmission one : chosen) {
                    item.setString(1, order.id().toString());
                    item.setLong(2, one.arrival());
                    item.setString(3, one.submission().id().toString());
                    item.addBatch();
                }
                if (!chosen.isEmpty()) {
                    item.executeBatch();
                }
                PreparedStatement insert = transaction.statement("""
                        INSERT INTO replay (id, reason, ordered_by, ordered_at, selection, per_second, state, total,
                          replayed, left_out) VALUES (?, ?, ?, ?, ?, ?, 'RUNNING', ?, 0, 0)
                        """);
                insert.setString(1, order.id().toString());
                insert.setString(2, order.reason().name());
                insert.setString(3, order.by().value());
                insert.setLong(4, order.at().toEpochMilli());
                insert.setString(5, order.selection());
                insert.setInt(6, order.perSecond());
                insert.setInt(7, chosen.size());
                insert.executeUpdate();
            });
        }

        @Override
        public List<SubmissionId> next(ReplayId id, int limit) {
            return transaction.ask(() -> {
                PreparedStatement select = transaction.statement("""
                        SELECT submission FROM replay_item WHERE replay = ? AND outcome IS NULL
                          AND EXISTS (SELECT 1 FROM replay WHERE id = ? AND state = 'RUNNING')
                        ORDER BY arrival LIMIT ?
                        """);
                select.setString(1, id.toString());
                select.setString(2, id.toString());
                select.setInt(3, limit);
                return SqlTransaction.all(select, row -> SubmissionId.parse(row.getString(1)));
            });
        }

        @Override
        public boolean replay(ReplayId id, SubmissionId submission) {
            return transaction.ask(() -> {
                boolean goes = transaction.reopen(submission);
                PreparedStatement item =
                        transaction.statement("UPDATE replay_item SET outcome = ? WHERE replay = ? AND outcome IS NULL"
                                + " AND arrival = (SELECT arrival FROM submission WHERE id = ?)");
                item.setString(1, goes ? "REPLAYED" : "LEFT_OUT");
                item.setString(2, id.toString());
                item.setString(3, submission.toString());
                if (item.executeUpdate() != 1) {
                    throw new IllegalArgumentException("it has had its turn, or is not of this replay: " + submission);
                }
                PreparedStatement count = transaction.statement("UPDATE replay SET "
                        + (goes ? "replayed = replayed + 1" : "left_out = left_out + 1") + " WHERE id = ?");
                count.setString(1, id.toString());
                count.executeUpdate();
                return goes;
            });
        }

        @Override
        public boolean endIfDone(ReplayId id) {
            return end(id, Replay.State.DONE, " AND replayed + left_out = total");
        }

        @Override
        public boolean stop(ReplayId id) {
            return end(id, Replay.State.STOPPED, "");
        }

        private boolean end(ReplayId id, Replay.State state, String condition) {
            return transaction.ask(() -> {
                PreparedStatement update = transaction.statement(
                        "UPDATE replay SET state = ?, ended_at = ? WHERE id = ? AND state = 'RUNNING'" + condition);
                update.setString(1, state.name());
                update.setLong(2, clock.millis());
                update.setString(3, id.toString());
                return update.executeUpdate() == 1;
            });
        }
    }
}
