package uk.portage.gateway.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

class PostgresqlEncryptionTest extends EncryptionContract {

    @TempDir
    Path directory;

    @Override
    StoreConfiguration newDatabase() {
        StoreConfiguration.Postgresql database = TestPostgresql.newDatabase();
        // The copy's keys are in another file: as after an upgrade, this one is made.
        try (Connection connection = connect(database)) {
            connection.createStatement().execute("DELETE FROM wrapping_key");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return database;
    }

    @Override
    Path keyFile() {
        return directory.resolve("encryption.key");
    }

    @Override
    Connection connect() throws SQLException {
        return connect((StoreConfiguration.Postgresql) configuration);
    }

    private static Connection connect(StoreConfiguration.Postgresql database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    @Override
    String literal(byte[] bytes) {
        return "'\\x" + hexadecimal(bytes) + "'::bytea";
    }
}
