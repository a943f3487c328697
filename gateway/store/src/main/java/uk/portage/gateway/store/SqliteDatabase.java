package uk.portage.gateway.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import uk.portage.adapter.spi.FailureCode;

/**
 * SQLite with a write-ahead log that is synced at each commit. A lock file keeps other processes out; it is held until
 * the store is closed or the process ends, however it ends.
 */
final class SqliteDatabase extends Database {

    private static final int READERS = 8;
    private static final int BUSY_MILLISECONDS = 5_000;

    /** Bytes; several times what the log has when it is moved into the file as it should be. */
    private static final long LARGEST_LOG = 256L << 20;

    private final Path file;
    private final Path log;
    private final long largestLog;
    private final FileChannel lock;
    private final HikariDataSource reading;

    SqliteDatabase(StoreConfiguration.Sqlite configuration) {
        this(configuration, LARGEST_LOG);
    }

    SqliteDatabase(StoreConfiguration.Sqlite configuration, long largestLog) {
        this.largestLog = largestLog;
        this.file = configuration.file().toAbsolutePath();
        this.log = file.resolveSibling(file.getFileName() + "-wal");
        this.lock = lock(file);
        try {
            migrate(writing(), "sqlite", Map.of("key", "INTEGER", "bytes", "BLOB", "clustered", "WITHOUT ROWID"));
            this.reading = new HikariDataSource(pool());
        } catch (StoreUnavailableException e) {
            unlock();
            throw e;
        } catch (RuntimeException e) {
            unlock();
            throw new StoreUnavailableException("the SQLite database cannot be opened", e);
        }
    }

    @Override
    HikariDataSource reading() {
        return reading;
    }

    @Override
    WritingConnection openWriting() throws SQLException {
        Connection connection = writing().getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE writer SET epoch = epoch + 1");
            try (var row = statement.executeQuery("SELECT epoch FROM writer")) {
                row.next();
                return new WritingConnection(connection, row.getLong(1));
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * The log starts again from its beginning only when nobody reads from it. Under readers without a pause it would
     * grow until the disk is full; from some size on the writer waits for a moment without them.
     */
    @Override
    void tidy(Connection writing, boolean thoroughly) throws SQLException {
        if (thoroughly || log.toFile().length() > largestLog) {
            // Not possible within a transaction, which the next statement would begin.
            writing.setAutoCommit(true);
            try (Statement statement = writing.createStatement()) {
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
            writing.setAutoCommit(false);
        }
    }

    @Override
    boolean isFaultOfChange(SQLException failure) {
        // The result code's lower byte is its family.
        int code = failure.getErrorCode() & 0xff;
        return code == SQLiteErrorCode.SQLITE_CONSTRAINT.code
                || code == SQLiteErrorCode.SQLITE_MISMATCH.code
                || code == SQLiteErrorCode.SQLITE_TOOBIG.code
                || code == SQLiteErrorCode.SQLITE_RANGE.code
                || code == SQLiteErrorCode.SQLITE_ERROR.code;
    }

    @Override
    boolean isConnectionLost(SQLException failure) {
        return false;
    }

    @Override
    public void close() {
        reading.close();
        unlock();
    }

    private SQLiteDataSource writing() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // NORMAL loses what was acknowledged in a power cut; FULL syncs the log at each commit.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLISECONDS);
        config.enforceForeignKeys(true);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        // Kibibytes, negative by SQLite's custom.
        config.setCacheSize(-65_536);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, "67108864");
        // Pages. The ids are random, so that each group touches pages all over the file: a longer log moves each of
        // them into it once for many groups.
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "8000");
        // What is deleted is overwritten: an erased key must not be found in a free page.
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        return source(config);
    }

    private HikariConfig pool() {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLISECONDS);
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("portage-reading");
        pool.setDataSource(source(config));
        pool.setReadOnly(true);
        pool.setMaximumPoolSize(READERS);
        pool.setMinimumIdle(1);
        return pool;
    }

    private SQLiteDataSource source(SQLiteConfig config) {
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static FileChannel lock(Path file) {
        Path directory = Optional.ofNullable(file.getParent()).orElse(Path.of("/"));
        FileChannel channel;
        try {
            Files.createDirectories(directory);
            channel = FileChannel.open(
                    directory.resolve("portage.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreUnavailableException("the data directory cannot be written to", e);
        }
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            // Answered below like a lock held by another process.
        } catch (IOException e) {
            close(channel);
            throw new StoreUnavailableException("the data directory cannot be locked", e);
        }
        close(channel);
        throw new StoreUnavailableException("another Portage uses this data directory", FailureCode.STORE_UNAVAILABLE);
    }

    private void unlock() {
        close(lock);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreUnavailableException("the data directory's lock cannot be closed", e);
        }
    }
}
