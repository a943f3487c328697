package uk.portage.gateway.pipeline.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.pipeline.broker.Backoff;
import uk.portage.gateway.pipeline.broker.Broker;
import uk.portage.gateway.pipeline.broker.BrokerUnavailableException;
import uk.portage.gateway.pipeline.broker.Sending;
import uk.portage.gateway.store.Failpoint;
import uk.portage.gateway.store.OutboxRow;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreUnavailableException;

/**
 * One thread that sends outbox rows to the broker in the order in which they were committed, and marks them once the
 * broker has them on disk. A row is sent at least once; sent again, the broker knows its duplicate id and the consumers
 * know its submission.
 */
public final class Relay implements AutoCloseable {

    private static final int BATCH_ROWS = 256;
    /** Marks wait this long for company: each needs a commit, and an unmarked row is only sent once more. */
    private static final long MARK_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int MARK_ROWS = 512;
    /** How long it sleeps if nobody wakes it: rows of another process on the same store are found by looking. */
    private static final long SLEEP_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long FAREWELL_MILLISECONDS = 15_000;
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final Store store;
    private final Broker broker;
    private final Sending sending;
    private final Thread thread;
    private final List<Long> unmarked = new ArrayList<>();
    private long unmarkedSince;
    private Optional<CompletableFuture<?>> marking = Optional.empty();
    /** Rows up to here are sent, or wait for an address that is not there. */
    private long after;

    private volatile boolean up = true;
    private volatile boolean woken;
    private volatile boolean closed;

    public Relay(Store store, Broker broker) {
        this.store = store;
        this.broker = broker;
        this.sending = broker.sending();
        this.thread = new Thread(this::run, "relay");
    }

    public void start() {
        thread.start();
    }

    /** Something was committed. Cheap; for any thread. */
    public void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    /** True if the last attempt went well. */
    public boolean isUp() {
        return up && thread.isAlive();
    }

    private void run() {
        Backoff backoff = new Backoff();
        while (!closed) {
            try {
                woken = false;
                boolean sent = relay();
                mark(!sent);
                up = true;
                backoff.reset();
                if (!sent) {
                    sleep();
                }
            } catch (BrokerUnavailableException | StoreUnavailableException e) {
                // The rows stay where they are, in their order.
                complain(e);
                after = 0;
                backoff.pause(() -> closed);
            } catch (RuntimeException e) {
                complain(e);
                after = 0;
                backoff.pause(() -> closed);
            }
        }
        try {
            mark(true);
            awaitMarks();
        } catch (RuntimeException e) {
            LOG.info("Rows already sent will be sent once more at the next start");
        }
    }

    private void complain(Exception e) {
        if (up) {
            LOG.warn("Relaying waits: {}: {}", e.getClass().getSimpleName(), e.getMessage());
        }
        up = false;
    }

    /** Sends one batch. Returns false if there was nothing to send. */
    private boolean relay() throws BrokerUnavailableException {
        List<OutboxRow> rows = store.outbox(after, BATCH_ROWS);
        if (rows.isEmpty()) {
            return false;
        }
        List<OutboxRow.Draft> batch = new ArrayList<>(rows.size());
        List<Long> positions = new ArrayList<>(rows.size());
        long last = after;
        for (OutboxRow row : rows) {
            last = row.position();
            if (!broker.hasQueue(row.message().address())) {
                // A destination that is no longer configured: its rows wait until it is again.
                continue;
            }
            batch.add(row.message());
            positions.add(row.position());
        }
        if (!batch.isEmpty()) {
            sending.send(batch);
            Failpoint.AFTER_RELAY_BEFORE_MARK.reach();
            if (unmarked.isEmpty()) {
                unmarkedSince = System.nanoTime();
            }
            unmarked.addAll(positions);
        }
        after = last;
        return true;
    }

    /** Marks what was sent, if enough has gathered or waited long enough, or all of it. */
    private void mark(boolean idle) {
        boolean marked = marking.map(CompletableFuture::isDone).orElse(true);
        if (marked && marking.isPresent()) {
            if (marking.get().isCompletedExceptionally()) {
                // Sent again and marked then.
                after = 0;
            }
            marking = Optional.empty();
        }
        boolean due = unmarked.size() >= MARK_ROWS || System.nanoTime() - unmarkedSince >= MARK_NANOSECONDS;
        if (marked && !unmarked.isEmpty() && (due || closed)) {
            List<Long> positions = List.copyOf(unmarked);
            unmarked.clear();
            marking = Optional.of(store.write(transaction -> {
                positions.forEach(transaction::markRelayed);
                return positions.size();
            }));
        } else if (marked && idle && unmarked.isEmpty()) {
            // Nothing is on its way, so whatever is in the outbox has to be sent: look from its beginning.
            after = 0;
        }
    }

    private void awaitMarks() {
        marking.ifPresent(CompletableFuture::join);
    }

    private void sleep() {
        if (!woken && !closed) {
            boolean marksWait = !unmarked.isEmpty() || marking.isPresent();
            LockSupport.parkNanos(this, marksWait ? MARK_NANOSECONDS : SLEEP_NANOSECONDS);
        }
    }

    /** Ends after the batch under way. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(FAREWELL_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sending.close();
    }
}
