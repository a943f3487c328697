package uk.portage.gateway.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.Checkpointing;

/**
 * The one thread that changes the store. It takes whatever waits, runs it in one transaction and commits: while one
 * group is being synced to the disk the next one gathers. Whatever happens to a change or to the database, every future
 * is completed and the thread goes on.
 */
final class Writer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    static final int MOST_WAITING = 2_000;
    static final int LARGEST_GROUP = 500;

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(50);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    /** How long an idle writer waits before it looks whether a lost database is back. */
    private static final Duration IDLE = Duration.ofMillis(500);
    /** How long the writing of a predecessor that has just died may stay locked. */
    private static final Duration PATIENCE_AT_START = Duration.ofSeconds(15);

    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(30);

    private final Database database;
    private final Clock clock;
    private final Recent recent;
    private final Encryption encryption;
    private final Checkpointing checkpointing;
    private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread;

    /** Completes futures, one task for each group, so that no dependent can hold the writer up. */
    private final ExecutorService completions = Executors.newCachedThreadPool(task -> {
        Thread completer = new Thread(task, "portage-store-completions");
        completer.setDaemon(true);
        return completer;
    });

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile boolean tidyAgain;
    private volatile long lastCommit = System.nanoTime();

    // Of the writer's thread only.
    private @Nullable SqlTransaction transaction;
    private Duration backOff = FIRST_BACK_OFF;
    private long nextConnect = System.nanoTime();

    /** @throws StoreUnavailableException if the database cannot be written to */
    Writer(Database database, Clock clock, Recent recent, Encryption encryption, Checkpointing checkpointing) {
        this.database = database;
        this.clock = clock;
        this.recent = recent;
        this.encryption = encryption;
        this.checkpointing = checkpointing;
        this.transaction = first();
        this.thread = new Thread(this::run, "portage-store-writer");
        thread.setDaemon(true);
        thread.start();
    }

    <T> CompletableFuture<T> write(Change<T> change) {
        Pending<T> pending = new Pending<>(change, new CompletableFuture<>());
        if (closing) {
            pending.future().completeExceptionally(closed());
        } else if (!queue.offer(pending)) {
            pending.future()
                    .completeExceptionally(new StoreUnavailableException(
                            MOST_WAITING + " changes wait already", FailureCode.OVERLOADED));
        } else if (ended) {
            // The thread may have ended between the question and the offer.
            failAll();
        }
        return pending.future();
    }

    /** Has nothing of what was deleted stay in the database's log, as far as it may. */
    CompletableFuture<Boolean> tidyThoroughly() {
        tidyAgain = true;
        return write(change -> true);
    }

    /** See {@link Store#onCommit}. */
    void onCommit(Runnable listener) {
        // What a listener throws must not keep the futures from completing.
        listeners.add(() -> {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.warn("a listener to commits failed", e);
            }
        });
    }

    /** How long ago the last commit went through. */
    Duration sinceLastCommit() {
        return Duration.ofNanos(System.nanoTime() - lastCommit);
    }

    /** Writes what waits, then ends. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        boolean interrupted = false;
        long deadline = System.nanoTime() + PATIENCE_AT_END.toNanos();
        while (thread.isAlive() && System.nanoTime() < deadline) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        failAll();
        completions.shutdown();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Pending<?>> group = new ArrayList<>(LARGEST_GROUP);
        try {
            while (!closing || !queue.isEmpty()) {
                gather(group);
                if (!group.isEmpty()) {
                    write(group);
                    group.clear();
                } else if (!closing && transaction == null) {
                    connect();
                }
            }
        } finally {
            ended = true;
            disconnect();
            group.forEach(pending -> pending.fail(closed()));
            failAll();
        }
    }

    private void gather(List<Pending<?>> group) {
        try {
            Pending<?> one = queue.poll(closing ? 0 : IDLE.toMillis(), TimeUnit.MILLISECONDS);
            if (one != null) {
                group.add(one);
                queue.drainTo(group, LARGEST_GROUP - 1);
            }
        } catch (InterruptedException e) {
            // Either the store closes, which the loop sees, or somebody is mistaken: only closing ends the writer.
            LOG.debug("the store's writer was interrupted");
        }
    }

    /** Never throws: what goes wrong goes to the futures. */
    private void write(List<Pending<?>> group) {
        try {
            Outcome outcome = attempt(group);
            if (outcome instanceof ConnectionLost && connectNow()) {
                // Nothing was committed, and changes may run again.
                outcome = attempt(group);
            }
            if (outcome instanceof Guilty guilty && group.size() == 1) {
                group.get(0).failAsync(completions, guilty.cause());
            } else if (outcome instanceof Guilty) {
                group.forEach(pending -> write(List.of(pending)));
            } else if (outcome instanceof Committed) {
                List<Pending<?>> committed = List.copyOf(group);
                completions.execute(() -> {
                    listeners.forEach(Runnable::run);
                    committed.forEach(Pending::complete);
                });
            } else {
                Throwable cause =
                        outcome instanceof ConnectionLost lost ? lost.cause() : ((DatabaseFailed) outcome).cause();
                failAsync(group, new StoreUnavailableException("the store cannot commit", cause));
            }
        } catch (Throwable e) {
            // For example out of memory. Nothing is known of the transaction, so it is given up with its connection.
            LOG.error("the store's writer failed and goes on", e);
            disconnect();
            StoreUnavailableException failure = new StoreUnavailableException("the store's writer failed", e);
            group.forEach(pending -> pending.fail(failure));
        }
    }

    private void failAsync(List<Pending<?>> group, StoreUnavailableException failure) {
        List<Pending<?>> failed = List.copyOf(group);
        completions.execute(() -> failed.forEach(pending -> pending.fail(failure)));
    }

    private Outcome attempt(List<Pending<?>> group) {
        if (transaction == null) {
            connect();
        }
        SqlTransaction running = transaction;
        if (running == null) {
            return new DatabaseFailed(new SQLException("not connected"));
        }
        try {
            for (Pending<?> pending : group) {
                Optional<Throwable> thrown = pending.run(running);
                if (running.failure().isPresent()) {
                    return failed(running, running.failure().get());
                }
                if (thrown.isPresent()) {
                    running.rollback();
                    return new Guilty(thrown.get());
                }
            }
            running.flush();
        } catch (SQLException e) {
            return failed(running, e);
        }
        try {
            Failpoint.BEFORE_COMMIT.reach();
            running.commit();
        } catch (SQLException e) {
            // It may have been committed all the same: what the connection knows is of no more use.
            disconnect();
            LOG.warn("a commit failed (SQLSTATE {}, code {})", e.getSQLState(), e.getErrorCode());
            return new DatabaseFailed(Database.withoutContent(e));
        }
        lastCommit = System.nanoTime();
        backOff = FIRST_BACK_OFF;
        tidy(running);
        return new Committed();
    }

    /** What goes wrong here comes after the commit and changes nothing of it. */
    private void tidy(SqlTransaction committed) {
        try {
            boolean thoroughly = tidyAgain;
            tidyAgain = false;
            database.tidy(committed.connection(), thoroughly);
        } catch (SQLException e) {
            LOG.warn("the database could not be tidied (code {})", e.getErrorCode());
            disconnect();
        }
    }

    /** Before the commit: nothing is kept. */
    private Outcome failed(SqlTransaction running, SQLException cause) {
        if (database.isFaultOfChange(cause)) {
            try {
                running.rollback();
                return new Guilty(
                        new IllegalStateException("the database refused the change", Database.withoutContent(cause)));
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
        }
        disconnect();
        LOG.warn("the database failed (SQLSTATE {}, code {})", cause.getSQLState(), cause.getErrorCode());
        SQLException clean = Database.withoutContent(cause);
        return database.isConnectionLost(cause) ? new ConnectionLost(clean) : new DatabaseFailed(clean);
    }

    private boolean connectNow() {
        nextConnect = System.nanoTime();
        connect();
        return transaction != null;
    }

    /** Connects, unless the last attempt failed too short a while ago. */
    private void connect() {
        if (System.nanoTime() - nextConnect < 0) {
            return;
        }
        try {
            transaction = open();
            LOG.info("the store writes again");
        } catch (SQLException | RuntimeException e) {
            LOG.warn("the store cannot be written to, trying again in {} ms: {}", backOff.toMillis(), e.getMessage());
            nextConnect = System.nanoTime() + backOff.toNanos();
            Duration doubled = backOff.multipliedBy(2);
            backOff = doubled.compareTo(LONGEST_BACK_OFF) < 0 ? doubled : LONGEST_BACK_OFF;
        }
    }

    private SqlTransaction open() throws SQLException {
        Database.WritingConnection writing = database.openWriting();
        try {
            return new SqlTransaction(writing, clock, recent, encryption, checkpointing);
        } catch (SQLException | RuntimeException e) {
            writing.connection().close();
            throw e;
        }
    }

    private SqlTransaction first() {
        long deadline = System.nanoTime() + PATIENCE_AT_START.toNanos();
        while (true) {
            try {
                return open();
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw new StoreUnavailableException("the store cannot be written to: " + e.getMessage(), e);
                }
            }
            try {
                Thread.sleep(FIRST_BACK_OFF.toMillis() * 4);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreUnavailableException("interrupted while opening the store", e);
            }
        }
    }

    private void disconnect() {
        SqlTransaction old = transaction;
        transaction = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                LOG.debug("a broken connection could not be closed: {}", e.getMessage());
            }
        }
    }

    private void failAll() {
        for (Pending<?> pending = queue.poll(); pending != null; pending = queue.poll()) {
            pending.fail(closed());
        }
    }

    private static StoreUnavailableException closed() {
        return new StoreUnavailableException("the store is closed", FailureCode.STORE_UNAVAILABLE);
    }

    private sealed interface Outcome {}

    private record Committed() implements Outcome {}

    /** One of the changes is at fault; all are rolled back. */
    private record Guilty(Throwable cause) implements Outcome {}

    /** The connection was lost before the commit. */
    private record ConnectionLost(Throwable cause) implements Outcome {}

    private record DatabaseFailed(Throwable cause) implements Outcome {}

    /** A change and whoever waits for it. */
    private static final class Pending<T> {
        private final Change<T> change;
        private final CompletableFuture<T> future;
        private @Nullable T result;

        Pending(Change<T> change, CompletableFuture<T> future) {
            this.change = change;
            this.future = future;
        }

        CompletableFuture<T> future() {
            return future;
        }

        /** Runs the change; gives back what it threw. */
        Optional<Throwable> run(Transaction transaction) {
            try {
                result = change.apply(transaction);
                return Optional.empty();
            } catch (Throwable e) {
                return Optional.of(e);
            }
        }

        @SuppressWarnings("NullAway") // A change may be one of Void, whose only value is null.
        void complete() {
            future.complete(result);
        }

        void fail(Throwable cause) {
            future.completeExceptionally(cause);
        }

        void failAsync(ExecutorService executor, Throwable cause) {
            executor.execute(() -> fail(cause));
        }
    }
}
