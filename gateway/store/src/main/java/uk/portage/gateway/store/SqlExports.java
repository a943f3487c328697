package uk.portage.gateway.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import uk.portage.gateway.store.encryption.DataKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** The tables of exports. */
final class SqlExports {

    private static final String JOB = """
            SELECT id, owner, query, types, since, requested_at, expires_at, last_position, position, prepared, total,
              ready FROM export_job
            """;

    private SqlExports() {}

    private static ExportJob job(ResultSet row) throws SQLException {
        return new ExportJob(
                row.getString(1),
                new OdsCode(row.getString(2)),
                row.getString(3),
                row.getString(4).isEmpty()
                        ? Set.of()
                        : Arrays.stream(row.getString(4).split(" ", -1))
                                .map(ExportFile.Type::valueOf)
                                .collect(Collectors.toSet()),
                Rows.time(row, 5),
                Instant.ofEpochMilli(row.getLong(6)),
                Instant.ofEpochMilli(row.getLong(7)),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getInt(12) != 0);
    }

    private static ExportFile file(ResultSet row) throws SQLException {
        return new ExportFile(
                row.getInt(1),
                ExportFile.Type.valueOf(row.getString(2)),
                row.getLong(3),
                row.getLong(4),
                row.getInt(5),
                row.getLong(6));
    }

    static final class Reader implements ExportReader {

        private final SqlStore store;

        Reader(SqlStore store) {
            this.store = store;
        }

        @Override
        public Optional<ExportJob> find(String id) {
            return store.first(JOB + " WHERE id = ?", s -> s.setString(1, id), SqlExports::job);
        }

        @Override
        public List<ExportJob> unfinished(Instant now) {
            return store.list(
                    JOB + " WHERE ready = 0 AND expires_at > ? ORDER BY requested_at, id",
                    s -> s.setLong(1, now.toEpochMilli()),
                    SqlExports::job);
        }

        @Override
        public List<ExportFile> files(String job) {
            return store.list("""
                    SELECT number, type, after_position, last_position, resources, size FROM export_file
                    WHERE job = ? ORDER BY number
                    """, s -> s.setString(1, job), SqlExports::file);
        }

        @Override
        public Optional<byte[]> content(String job, int number) {
            return store.first(
                    "SELECT content FROM export_file WHERE job = ? AND number = ? AND content IS NOT NULL",
                    s -> {
                        s.setString(1, job);
                        s.setInt(2, number);
                    },
                    row -> store.encryption().open(row.getBytes(1), SealedColumn.EXPORT_FILE.place(job, number)));
        }

        @Override
        public Map<TransferId, Stored> bundles(Collection<MailboxItem> items) {
            Map<TransferId, Stored> found = new HashMap<>();
            for (Rendering rendering : Rendering.values()) {
                List<MailboxItem> some = items.stream()
                        .filter(item -> item.rendering() == rendering)
                        .toList();
                Map<SubmissionId, Stored> stored = stored(rendering, some);
                for (MailboxItem item : some) {
                    Optional.ofNullable(stored.get(item.submission()))
                            .ifPresent(one -> found.put(item.transfer(), one));
                }
            }
            return found;
        }

        private Map<SubmissionId, Stored> stored(Rendering rendering, List<MailboxItem> items) {
            String table = rendering == Rendering.WHOLE
                    ? "bundle JOIN submission ON submission.id = bundle.submission WHERE bundle"
                    : "restricted_bundle JOIN submission ON submission.id = restricted_bundle.submission"
                            + " WHERE restricted_bundle.rendering = '" + rendering.name() + "' AND restricted_bundle";
            List<String> submissions =
                    items.stream().map(item -> item.submission().toString()).toList();
            Map<SubmissionId, Stored> stored = new HashMap<>();
            store.listIn(
                    "SELECT submission.id, LENGTH(bytes), hash, data_key IS NULL FROM " + table + ".submission",
                    submissions,
                    row -> stored.put(
                            SubmissionId.parse(row.getString(1)),
                            new Stored(
                                    row.getInt(2) - (row.getBoolean(4) ? 0 : DataKey.OVERHEAD),
                                    Sha256.ofBytes(row.getBytes(3)))));
            return stored;
        }
    }

    static final class Writer implements ExportWriter {

        private final SqlTransaction transaction;
        private final Encryption encryption;
        private final Clock clock;

        Writer(SqlTransaction transaction, Encryption encryption, Clock clock) {
            this.transaction = transaction;
            this.encryption = encryption;
            this.clock = clock;
        }

        @Override
        public void add(
                String id,
                OdsCode owner,
                String query,
                Set<ExportFile.Type> types,
                Optional<Instant> since,
                Duration lifetime,
                long total) {
            transaction.run(() -> {
                PreparedStatement insert = transaction.statement("""
                        INSERT INTO export_job (id, owner, query, types, since, requested_at, expires_at, last_position,
                          position, prepared, total, ready) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 0)
                        """);
                long now = clock.millis();
                insert.setString(1, id);
                insert.setString(2, owner.value());
                insert.setString(3, query);
                insert.setString(4, types.stream().map(Enum::name).sorted().collect(Collectors.joining(" ")));
                Rows.bindTime(insert, 5, since);
                insert.setLong(6, now);
                insert.setLong(7, now + lifetime.toMillis());
                insert.setLong(8, transaction.nextPosition());
                insert.setLong(9, total);
                insert.executeUpdate();
            });
        }

        @Override
        public List<Instant> expiries(OdsCode owner) {
            return transaction.ask(() -> {
                PreparedStatement select = transaction.statement(
                        "SELECT expires_at FROM export_job WHERE owner = ? AND expires_at > ? ORDER BY expires_at");
                select.setString(1, owner.value());
                select.setLong(2, clock.millis());
                return SqlTransaction.all(select, row -> Instant.ofEpochMilli(row.getLong(1)));
            });
        }

        @Override
        public void advance(String id, long position, int looked, boolean ready, List<Draft> files) {
            transaction.run(() -> {
                PreparedStatement update = transaction.statement(
                        "UPDATE export_job SET position = ?, prepared = prepared + ?, ready = ? WHERE id = ?");
                update.setLong(1, position);
                update.setInt(2, looked);
                update.setInt(3, ready ? 1 : 0);
                update.setString(4, id);
                if (update.executeUpdate() == 0) {
                    return;
                }
                PreparedStatement insert = transaction.statement("""
                        INSERT INTO export_file (job, number, type, after_position, last_position, resources, size,
                          content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """);
                for (Draft draft : files) {
                    insert.setString(1, id);
                    insert.setInt(2, draft.file().number());
                    insert.setString(3, draft.file().type().name());
                    insert.setLong(4, draft.file().after());
                    insert.setLong(5, draft.file().last());
                    insert.setInt(6, draft.file().resources());
                    insert.setLong(7, draft.file().size());
                    if (draft.content().isPresent()) {
                        insert.setBytes(
                                8,
                                encryption
                                        .sealing()
                                        .seal(
                                                draft.content().get(),
                                                SealedColumn.EXPORT_FILE.place(
                                                        id, draft.file().number())));
                    } else {
                        insert.setNull(8, Types.BINARY);
                    }
                    insert.executeUpdate();
                }
            });
        }

        @Override
        public boolean remove(String id, OdsCode owner) {
            return transaction.ask(() -> {
                PreparedStatement delete = transaction.statement("DELETE FROM export_job WHERE id = ? AND owner = ?");
                delete.setString(1, id);
                delete.setString(2, owner.value());
                boolean removed = delete.executeUpdate() == 1;
                if (removed) {
                    removeOrphans();
                }
                return removed;
            });
        }

        @Override
        public int removeExpired() {
            return transaction.ask(() -> {
                PreparedStatement delete = transaction.statement("DELETE FROM export_job WHERE expires_at <= ?");
                delete.setLong(1, clock.millis());
                int removed = delete.executeUpdate();
                if (removed > 0) {
                    removeOrphans();
                }
                return removed;
            });
        }

        private void removeOrphans() throws SQLException {
            transaction
                    .statement("DELETE FROM export_file WHERE job NOT IN (SELECT id FROM export_job)")
                    .executeUpdate();
        }
    }
}
