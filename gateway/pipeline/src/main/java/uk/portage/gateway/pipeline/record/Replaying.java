package uk.portage.gateway.pipeline.record;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.store.Replay;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.store.Transaction;
import uk.portage.gateway.transfer.ReplayId;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * Has records go the road once more that an operator has chosen, no faster than ordered. How far it is stands in the
 * store: a replay goes on after a restart where it was.
 */
public final class Replaying implements AutoCloseable {

    private static final long MILLISECONDS_BETWEEN = 200;

    /** While nothing is replayed: whoever orders says so, and this only finds what was ordered unheard. */
    private static final long MILLISECONDS_IDLE = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(Replaying.class);

    private final Store store;
    private final Entries entries;
    private final InstantSource clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "replaying"));
    private final Map<ReplayId, Credit> credits = new HashMap<>();
    private Optional<Future<?>> next = Optional.empty();

    /**
     * How many records may go now.
     *
     * @param since when this was true
     */
    private record Credit(double records, Instant since) {
        /** Never more than a second's worth: a gateway that was away does not catch up at once. */
        Credit at(Instant now, int perSecond) {
            double seconds = Duration.between(since, now).toMillis() / 1000.0;
            return new Credit(Math.min(perSecond, records + Math.max(0, seconds) * perSecond), now);
        }
    }

    public Replaying(Store store, Entries entries, InstantSource clock) {
        this.store = store;
        this.entries = entries;
        this.clock = clock;
    }

    public void start() {
        wake();
    }

    /** Something was ordered. Cheap; for any thread. */
    public void wake() {
        try {
            timer.execute(this::look);
        } catch (RejectedExecutionException e) {
            // It ends, and goes on at the next start.
        }
    }

    private void look() {
        next.ifPresent(waiting -> waiting.cancel(false));
        step();
        try {
            next = Optional.of(timer.schedule(
                    this::look, credits.isEmpty() ? MILLISECONDS_IDLE : MILLISECONDS_BETWEEN, TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            // As above.
        }
    }

    private void step() {
        try {
            List<Replay> running = store.replays().running();
            credits.keySet()
                    .retainAll(
                            running.stream().map(replay -> replay.order().id()).toList());
            running.forEach(this::step);
        } catch (StoreUnavailableException e) {
            // Goes on when the store does.
        } catch (RuntimeException e) {
            LOG.error("A replay could not go on: {}", e.getClass().getName());
        }
    }

    private void step(Replay replay) {
        Replay.Order order = replay.order();
        Instant now = clock.instant();
        Credit credit = credits.getOrDefault(order.id(), new Credit(1, now)).at(now, order.perSecond());
        int due = (int) credit.records();
        if (due > 0 || replay.left() == 0) {
            int taken = await(order, due);
            credit = new Credit(credit.records() - taken, now);
        }
        credits.put(order.id(), credit);
    }

    private int await(Replay.Order order, int due) {
        return store.commit(transaction -> {
            List<SubmissionId> next = transaction.replays().next(order.id(), due);
            next.forEach(submission -> replay(transaction, order, submission));
            transaction.replays().endIfDone(order.id());
            return next.size();
        });
    }

    private void replay(Transaction transaction, Replay.Order order, SubmissionId id) {
        if (transaction.replays().replay(order.id(), id)) {
            Optional<SubmissionRow> submission = store.submission(id);
            transaction.append(entries.replayed(submission.orElseThrow(), order));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
