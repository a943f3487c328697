package uk.portage.gateway.pipeline.receive;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Stage;

/**
 * Refusals that could not be written when they were given, because the store was away or more came than it could take.
 * They are counted here, and become one entry for each channel and code, with their number, as soon as the store
 * commits again. Nobody waits for that. A process that is killed takes its counts along; metrics had them.
 *
 * <p>Safe for use by many threads.
 */
final class MissedRefusals implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MissedRefusals.class);
    /** So that a flood of refusals is a few entries, not a second flood. */
    private static final Duration GATHERING = Duration.ofSeconds(1);

    private static final Duration UNTIL_NEXT_ATTEMPT = Duration.ofSeconds(5);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(2);

    /** @param recipient whose mailbox was full */
    private record Reason(
            ChannelConfiguration channel, Optional<OdsCode> sender, Optional<OdsCode> recipient, FailureCode code) {}

    private record Missed(long count, Instant first, Instant last) {

        Missed and(Missed other) {
            return new Missed(
                    count + other.count,
                    first.isBefore(other.first) ? first : other.first,
                    last.isAfter(other.last) ? last : other.last);
        }
    }

    private final Store store;
    // Guarded by this.
    private Map<Reason, Missed> missed = new HashMap<>();
    private boolean underWay;
    private boolean closed;

    MissedRefusals(Store store) {
        this.store = store;
    }

    void add(ChannelConfiguration channel, FailureCode code, Instant at) {
        add(new Reason(channel, channel.onlyOrganisation(), Optional.empty(), code), at);
    }

    void add(ChannelConfiguration channel, OdsCode sender, FailureCode code, Instant at) {
        add(new Reason(channel, Optional.of(sender), Optional.empty(), code), at);
    }

    /** @param recipient whose mailbox was full */
    void add(ChannelConfiguration channel, OdsCode sender, OdsCode recipient, FailureCode code, Instant at) {
        add(new Reason(channel, Optional.of(sender), Optional.of(recipient), code), at);
    }

    private synchronized void add(Reason reason, Instant at) {
        missed.merge(reason, new Missed(1, at, at), Missed::and);
        if (!underWay && !closed) {
            underWay = true;
            after(GATHERING);
        }
    }

    private void after(Duration time) {
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    CompletableFuture<Integer> unused = record();
                });
    }

    private CompletableFuture<Integer> record() {
        Map<Reason, Missed> taken = take();
        List<EntryDraft> entries = taken.entrySet().stream()
                .map(refusals -> entry(refusals.getKey(), refusals.getValue()))
                .toList();
        return store.write(transaction -> {
                    entries.forEach(transaction::append);
                    return entries.size();
                })
                .whenComplete((written, failure) -> settled(taken, failure == null));
    }

    private synchronized Map<Reason, Missed> take() {
        Map<Reason, Missed> taken = missed;
        missed = new HashMap<>();
        return taken;
    }

    private synchronized void settled(Map<Reason, Missed> taken, boolean written) {
        if (!written) {
            taken.forEach((reason, refusals) -> missed.merge(reason, refusals, Missed::and));
        }
        underWay = !missed.isEmpty() && !closed;
        if (underWay) {
            after(written ? GATHERING : UNTIL_NEXT_ATTEMPT);
        }
    }

    /** A refusal without a transfer: its sender was told to send again, and the record is counted when it comes. */
    private static EntryDraft entry(Reason reason, Missed refusals) {
        EntryDraft.Builder entry = EntryDraft.of(EntryKind.REFUSED)
                .stage(Stage.RECEIVE)
                .channel(reason.channel().name())
                .format(reason.channel().adapter())
                .code(reason.code())
                .count(refusals.count())
                .startedAt(refusals.first(), false)
                .duration(Duration.between(refusals.first(), refusals.last()));
        reason.sender().ifPresent(entry::sender);
        reason.recipient().ifPresent(entry::recipient);
        return entry.draft();
    }

    /** Tries a last time. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (missed.isEmpty()) {
                return;
            }
        }
        record().copy()
                .orTimeout(PATIENCE_AT_END.toMillis(), TimeUnit.MILLISECONDS)
                .handle((written, failure) -> {
                    if (failure != null) {
                        LOG.warn("Refusals given while the store was away stay out of the ledger");
                    }
                    return written;
                })
                .join();
    }
}
