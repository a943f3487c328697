package uk.portage.gateway.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL. One process writes at a time: it holds a session's advisory lock, and each of its transactions checks that
 * nobody has taken over since.
 */
final class PostgresqlDatabase extends Database {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresqlDatabase.class);

    private static final int READERS = 8;
    private static final int OLDEST_MAJOR_VERSION = 15;

    /** "portage" in ASCII: the advisory lock of the one writer. */
    static final long WRITER_LOCK = 0x706f7274616765L;

    private final StoreConfiguration.Postgresql configuration;
    private final HikariDataSource reading;

    PostgresqlDatabase(StoreConfiguration.Postgresql configuration) {
        this.configuration = configuration;
        try {
            migrate(source(), "postgresql", Map.of("key", "BIGINT", "bytes", "BYTEA", "clustered", ""));
            this.reading = new HikariDataSource(pool());
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StoreUnavailableException("the PostgreSQL database cannot be opened", e);
        }
    }

    @Override
    HikariDataSource reading() {
        return reading;
    }

    @Override
    WritingConnection openWriting() throws SQLException {
        Connection connection = source().getConnection();
        try (Statement statement = connection.createStatement()) {
            if (connection.getMetaData().getDatabaseMajorVersion() < OLDEST_MAJOR_VERSION) {
                throw new SQLException("PostgreSQL " + OLDEST_MAJOR_VERSION + " or newer is needed");
            }
            statement.execute("SET lock_timeout = '10s'");
            statement.execute("SET statement_timeout = '60s'");
            // The writer looks up by keys only; on a table that has just grown the planner would scan it.
            statement.execute("SET enable_seqscan = off");
            keepPromises(statement);
            if (!text(statement, "SELECT pg_try_advisory_lock(" + WRITER_LOCK + ")")
                    .equals("t")) {
                throw new SQLException("another Portage writes to this database");
            }
            long epoch = Long.parseLong(text(statement, "UPDATE writer SET epoch = epoch + 1 RETURNING epoch"));
            return new WritingConnection(connection, epoch);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void keepPromises(Statement statement) throws SQLException {
        if (text(statement, "SHOW synchronous_commit").equals("off")) {
            statement.execute("SET synchronous_commit = on");
        }
        if (text(statement, "SHOW fsync").equals("off")) {
            LOG.warn("PostgreSQL runs with fsync off: a power cut can lose acknowledged records");
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** PostgreSQL looks after itself, also after what was erased: it stays in its files until it is vacuumed. */
    @Override
    void tidy(Connection writing, boolean thoroughly) {}

    /** By the classes of SQLSTATE: data exceptions, integrity violations, what triggers raise, syntax. */
    @Override
    boolean isFaultOfChange(SQLException failure) {
        String state = state(failure);
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("P0") || state.startsWith("42");
    }

    /** Connection exceptions (08) and an operator's intervention such as a shutdown (57P). */
    @Override
    boolean isConnectionLost(SQLException failure) {
        String state = state(failure);
        return state.startsWith("08") || state.startsWith("57P");
    }

    private static String state(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }

    @Override
    public void close() {
        reading.close();
    }

    private PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(configuration.url());
        source.setUser(configuration.user());
        source.setPassword(configuration.password());
        source.setApplicationName("portage");
        source.setReWriteBatchedInserts(true);
        // The detail of an error, and the statement a failed batch is reported with, quote values.
        source.setLogServerErrorDetail(false);
        source.setTcpKeepAlive(true);
        // Seconds. A server that has gone silent is given up, and the writer goes on with a new connection.
        source.setConnectTimeout(5);
        source.setSocketTimeout(90);
        return source;
    }

    private HikariConfig pool() {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("portage-reading");
        pool.setDataSource(source());
        pool.setReadOnly(true);
        pool.setMaximumPoolSize(READERS);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(5_000);
        return pool;
    }
}
