package uk.portage.gateway.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.store.OrganisationRegister.Credential;
import uk.portage.gateway.store.OrganisationRegister.Organisation;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;

/** The tables of the register of organisations. */
final class SqlOrganisations {

    private SqlOrganisations() {}

    static OrganisationRegister read(SqlStore store) {
        Map<String, OdsCode> certificates = new HashMap<>();
        store.list(
                "SELECT certificate, organisation FROM organisation_certificate",
                s -> {},
                row -> certificates.put(row.getString(1), new OdsCode(row.getString(2))));
        return new OrganisationRegister(
                store.list(
                        "SELECT code, name, collects, added_at, suspended_at FROM organisation ORDER BY code",
                        s -> {},
                        SqlOrganisations::organisation),
                certificates,
                store.list(
                        "SELECT hash, organisation, role, expires_at FROM organisation_token",
                        s -> {},
                        SqlOrganisations::credential));
    }

    private static Organisation organisation(ResultSet row) throws SQLException {
        return new Organisation(
                new OdsCode(row.getString(1)),
                row.getString(2),
                row.getInt(3) != 0,
                Instant.ofEpochMilli(row.getLong(4)),
                Rows.time(row, 5));
    }

    private static Credential credential(ResultSet row) throws SQLException {
        return new Credential(
                Sha256.ofBytes(row.getBytes(1)),
                new Caller(new OdsCode(row.getString(2)), Caller.Role.valueOf(row.getString(3))),
                Instant.ofEpochMilli(row.getLong(4)));
    }

    static final class Writer implements OrganisationWriter {

        private final SqlTransaction transaction;
        private final Clock clock;

        Writer(SqlTransaction transaction, Clock clock) {
            this.transaction = transaction;
            this.clock = clock;
        }

        @Override
        public void put(OdsCode code, String name, boolean collects) {
            transaction.run(() -> {
                PreparedStatement put = transaction.statement("""
                        INSERT INTO organisation (code, name, collects, added_at) VALUES (?, ?, ?, ?)
                        ON CONFLICT (code) DO UPDATE SET name = excluded.name,
                          collects = CASE WHEN excluded.collects = 1 THEN 1 ELSE organisation.collects END
                        """);
                put.setString(1, code.value());
                put.setString(2, name);
                put.setInt(3, collects ? 1 : 0);
                put.setLong(4, clock.millis());
                put.executeUpdate();
            });
        }

        @Override
        public boolean suspend(OdsCode code, String name, boolean suspended) {
            return transaction.ask(() -> {
                PreparedStatement known = transaction.statement("""
                        INSERT INTO organisation (code, name, collects, added_at) VALUES (?, ?, 0, ?)
                        ON CONFLICT (code) DO NOTHING
                        """);
                known.setString(1, code.value());
                known.setString(2, name);
                known.setLong(3, clock.millis());
                known.executeUpdate();
                PreparedStatement update = transaction.statement(
                        suspended
                                ? "UPDATE organisation SET suspended_at = ? WHERE code = ? AND suspended_at IS NULL"
                                : "UPDATE organisation SET suspended_at = ? WHERE code = ? AND suspended_at IS NOT NULL");
                if (suspended) {
                    update.setLong(1, clock.millis());
                } else {
                    update.setNull(1, Types.BIGINT);
                }
                update.setString(2, code.value());
                return update.executeUpdate() == 1;
            });
        }

        @Override
        public Optional<OdsCode> holderOf(String certificate) {
            return transaction.ask(() -> {
                PreparedStatement select = transaction.statement(
                        "SELECT organisation FROM organisation_certificate WHERE certificate = ?");
                select.setString(1, certificate);
                return SqlTransaction.first(select, row -> new OdsCode(row.getString(1)));
            });
        }

        @Override
        public void bind(OdsCode code, String certificate) {
            transaction.run(() -> {
                PreparedStatement insert = transaction.statement("""
                        INSERT INTO organisation_certificate (certificate, organisation) VALUES (?, ?)
                        ON CONFLICT (certificate) DO UPDATE SET organisation = excluded.organisation
                        """);
                insert.setString(1, certificate);
                insert.setString(2, code.value());
                insert.executeUpdate();
            });
        }

        @Override
        public void issue(Sha256 hash, Caller caller, Instant expires) {
            transaction.run(() -> {
                PreparedStatement insert = transaction.statement(
                        "INSERT INTO organisation_token (hash, organisation, role, expires_at) VALUES (?, ?, ?, ?)");
                insert.setBytes(1, hash.bytes());
                insert.setString(2, caller.organisation().value());
                insert.setString(3, caller.role().name());
                insert.setLong(4, expires.toEpochMilli());
                insert.executeUpdate();
            });
        }

        @Override
        public int endOthers(Sha256 hash, Caller caller, Instant end) {
            return transaction.ask(() -> {
                PreparedStatement update = transaction.statement("""
                        UPDATE organisation_token SET expires_at = CASE WHEN expires_at > ? THEN ? ELSE expires_at END
                        WHERE organisation = ? AND role = ? AND hash <> ? AND expires_at > ?
                        """);
                update.setLong(1, end.toEpochMilli());
                update.setLong(2, end.toEpochMilli());
                update.setString(3, caller.organisation().value());
                update.setString(4, caller.role().name());
                update.setBytes(5, hash.bytes());
                update.setLong(6, clock.millis());
                return update.executeUpdate();
            });
        }
    }
}
