package uk.portage.gateway.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerIntegrityTest extends LedgerIntegrityContract {

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

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + ((StoreConfiguration.Sqlite) configuration).file());
    }

    @Override
    List<String> withoutTriggers() {
        return Stream.of("entry", "tree_node", "checkpoint", "cosignature", "ledger_key")
                .flatMap(table -> Stream.of("updated", "deleted", "replaced")
                        .map(what -> "DROP TRIGGER IF EXISTS " + table + "_not_" + what))
                .toList();
    }
}
