package uk.portage.gateway.store;

import java.sql.PreparedStatement;
import java.time.Instant;
import uk.portage.gateway.transfer.Sha256;

/** The table of what is good once; its key decides, also between gateways on one database. */
final class SqlSpentCredentials implements SpentCredentials {

    private final SqlTransaction transaction;

    SqlSpentCredentials(SqlTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public boolean spend(Sha256 credential, Instant expires) {
        return transaction.ask(() -> {
            PreparedStatement insert = transaction.statement(
                    "INSERT INTO spent_credential (hash, expires_at) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING");
            insert.setBytes(1, credential.bytes());
            insert.setLong(2, expires.toEpochMilli());
            return insert.executeUpdate() == 1;
        });
    }

    @Override
    public void forget(Instant now) {
        transaction.run(() -> {
            PreparedStatement delete = transaction.statement("DELETE FROM spent_credential WHERE expires_at < ?");
            delete.setLong(1, now.toEpochMilli());
            delete.executeUpdate();
        });
    }
}
