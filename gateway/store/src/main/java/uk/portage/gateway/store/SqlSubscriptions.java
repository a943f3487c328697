package uk.portage.gateway.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;

/** The table of subscriptions. */
final class SqlSubscriptions {

    private static final String SELECT = """
            SELECT id, owner, endpoint, headers, secret, status, error, position, events, created_at FROM subscription
            """;

    private SqlSubscriptions() {}

    private static Subscription subscription(ResultSet row, Encryption encryption) throws SQLException {
        String id = row.getString(1);
        return new Subscription(
                id,
                new OdsCode(row.getString(2)),
                row.getString(3),
                encryption
                        .openText(row.getString(4), SealedColumn.SUBSCRIPTION_HEADERS.place(id))
                        .lines()
                        .toList(),
                encryption.open(row.getBytes(5), SealedColumn.SUBSCRIPTION_SECRET.place(id)),
                new Subscription.Progress(
                        Subscription.Status.valueOf(row.getString(6)),
                        row.getString(7),
                        row.getLong(8),
                        row.getLong(9)),
                Instant.ofEpochMilli(row.getLong(10)));
    }

    static final class Reader implements SubscriptionReader {

        private final SqlStore store;

        Reader(SqlStore store) {
            this.store = store;
        }

        @Override
        public Optional<Subscription> find(String id) {
            return store.first(SELECT + " WHERE id = ?", s -> s.setString(1, id), this::read);
        }

        @Override
        public List<Subscription> of(OdsCode owner) {
            return store.list(SELECT + " WHERE owner = ? ORDER BY id", s -> s.setString(1, owner.value()), this::read);
        }

        private Subscription read(ResultSet row) throws SQLException {
            return subscription(row, store.encryption());
        }
    }

    static final class Writer implements SubscriptionWriter {

        private final SqlTransaction transaction;
        private final Encryption encryption;
        private final Clock clock;

        Writer(SqlTransaction transaction, Encryption encryption, Clock clock) {
            this.transaction = transaction;
            this.encryption = encryption;
            this.clock = clock;
        }

        @Override
        public void add(String id, OdsCode owner, String endpoint, List<String> headers, byte[] secret) {
            transaction.run(() -> {
                PreparedStatement insert = transaction.statement("""
                        INSERT INTO subscription (id, owner, endpoint, headers, secret, status, error, position, events,
                          created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, '', ?, 0, ?, ?)
                        """);
                insert.setString(1, id);
                insert.setString(2, owner.value());
                insert.setString(3, endpoint);
                insert.setString(
                        4,
                        encryption.sealText(String.join("\n", headers), SealedColumn.SUBSCRIPTION_HEADERS.place(id)));
                insert.setBytes(5, encryption.sealing().seal(secret, SealedColumn.SUBSCRIPTION_SECRET.place(id)));
                insert.setString(6, Subscription.Status.REQUESTED.name());
                insert.setLong(7, transaction.nextPosition());
                insert.setLong(8, clock.millis());
                insert.setLong(9, clock.millis());
                insert.executeUpdate();
            });
        }

        @Override
        public int count(OdsCode owner) {
            return transaction.ask(() -> {
                PreparedStatement select = transaction.statement("SELECT COUNT(*) FROM subscription WHERE owner = ?");
                select.setString(1, owner.value());
                return SqlTransaction.first(select, row -> row.getInt(1)).orElse(0);
            });
        }

        @Override
        public void advance(String id, Subscription.Progress progress) {
            transaction.run(() -> {
                PreparedStatement update = transaction.statement("""
                        UPDATE subscription SET status = ?, error = ?, position = ?, events = ?, changed_at = ?
                        WHERE id = ?
                        """);
                update.setString(1, progress.status().name());
                update.setString(2, progress.error());
                update.setLong(3, progress.position());
                update.setLong(4, progress.events());
                update.setLong(5, clock.millis());
                update.setString(6, id);
                update.executeUpdate();
            });
        }

        @Override
        public boolean remove(String id, OdsCode owner) {
            return transaction.ask(() -> {
                PreparedStatement delete = transaction.statement("DELETE FROM subscription WHERE id = ? AND owner = ?");
                delete.setString(1, id);
                delete.setString(2, owner.value());
                return delete.executeUpdate() == 1;
            });
        }
    }
}
