package uk.portage.gateway.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

class PostgresqlLedgerIntegrityTest extends LedgerIntegrityContract {

    @Override
    StoreConfiguration newDatabase() {
        return TestPostgresql.newDatabase();
    }

    @Override
    Path keyFile() {
        return TestPostgresql.keyFile();
    }

    @Override
    Connection connect() throws SQLException {
        StoreConfiguration.Postgresql postgresql = (StoreConfiguration.Postgresql) configuration;
        return DriverManager.getConnection(postgresql.url(), postgresql.user(), postgresql.password());
    }

    @Override
    List<String> withoutTriggers() {
        return Stream.of("entry", "tree_node", "checkpoint", "cosignature", "ledger_key")
                .map(table -> "ALTER TABLE " + table + " DISABLE TRIGGER ALL")
                .toList();
    }
}
