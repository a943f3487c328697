package uk.portage.gateway.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationState;
import uk.portage.adapter.spi.FailureCode;

/** What differs between the databases. The SQL does not, but for a few words in the migrations. */
abstract sealed class Database implements AutoCloseable permits SqliteDatabase, PostgresqlDatabase {

    private static final String MIGRATIONS = "classpath:uk/portage/gateway/store/migrations/";

    static Database of(StoreConfiguration configuration) {
        // A switch over the sealed type would need Java 21.
        if (configuration instanceof StoreConfiguration.Postgresql postgresql) {
            return new PostgresqlDatabase(postgresql);
        }
        return new SqliteDatabase((StoreConfiguration.Sqlite) configuration);
    }

    /** Connections for reading what is committed; many at a time. */
    abstract HikariDataSource reading();

    /**
     * The one connection that may write, outside any transaction.
     *
     * @throws SQLException if the database does not answer, or another process writes to it
     */
    abstract WritingConnection openWriting() throws SQLException;

    /**
     * Between two transactions: what the database needs from its writer now and then.
     *
     * @param thoroughly true if something was erased, of which as little as possible should be left
     */
    abstract void tidy(Connection writing, boolean thoroughly) throws SQLException;

    /** True if the fault is in what was asked, not in the database: asking again would fail again. */
    abstract boolean isFaultOfChange(SQLException failure);

    /** True if the connection was cut, so that a new one may serve. */
    abstract boolean isConnectionLost(SQLException failure);

    @Override
    public abstract void close();

    /**
     * The same failure without its message: drivers and servers quote the values they stumble over, and these can be
     * what a record says.
     */
    static SQLException withoutContent(SQLException failure) {
        SQLException clean = new SQLException(
                "the database failed (SQLSTATE " + failure.getSQLState() + ", code " + failure.getErrorCode() + ")",
                failure.getSQLState(),
                failure.getErrorCode());
        clean.setStackTrace(failure.getStackTrace());
        return clean;
    }

    /**
     * Brings the tables of any earlier version forward, whatever they hold.
     *
     * @throws StoreUnavailableException if a later version has been here, whose tables this one does not know
     */
    final void migrate(DataSource database, String vendor, Map<String, String> placeholders) {
        Flyway flyway = Flyway.configure()
                .dataSource(database)
                .locations(MIGRATIONS + "common", MIGRATIONS + vendor)
                .placeholders(placeholders)
                .load();
        if (Stream.of(flyway.info().applied())
                .anyMatch(applied -> applied.getState() == MigrationState.FUTURE_SUCCESS)) {
            throw new StoreUnavailableException(
                    "a newer version of Portage has used this store: start that version, or a newer one",
                    FailureCode.STORE_UNAVAILABLE);
        }
        flyway.migrate();
    }

    /** @param epoch the number of this take-over; transactions commit only while it is the newest */
    record WritingConnection(Connection connection, long epoch) {}
}
