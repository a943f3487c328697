package uk.portage.gateway.pipeline.record;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

/** Puts it on record when the cutoff of a transfer passes without a business acknowledgement. */
public final class Maturity implements AutoCloseable {

    private static final long SECONDS_BETWEEN = 3;
    private static final int BATCH = 500;
    private static final Logger LOG = LoggerFactory.getLogger(Maturity.class);

    private final Store store;
    private final Entries entries;
    private final InstantSource clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "maturity"));

    public Maturity(Store store, Entries entries, InstantSource clock) {
        this.store = store;
        this.entries = entries;
        this.clock = clock;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer; it does not throw
    public void start() {
        timer.scheduleWithFixedDelay(this::look, SECONDS_BETWEEN, SECONDS_BETWEEN, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            while (sweep() == BATCH && !timer.isShutdown()) {
                // There may be more.
            }
        } catch (StoreUnavailableException e) {
            // Found again the next time.
        } catch (RuntimeException e) {
            LOG.error(
                    "Expired transfers could not be put on record: {}",
                    e.getClass().getName());
        }
    }

    /** Returns how many transfers it put on record. */
    int sweep() {
        List<TransferId> expired = store.expired(clock.instant(), BATCH);
        if (expired.isEmpty()) {
            return 0;
        }
        List<TransferState> open = expired.stream()
                .flatMap(transfer -> store.ledger().state(transfer).stream())
                .filter(state -> state.status() == TransferStatus.OPEN)
                .toList();
        return store.commit(transaction -> {
            int count = 0;
            for (TransferState state : open) {
                // An acknowledgement may have come since it was read. What is cancelled and still open was
                // erased before anybody had it, and is as late as any other.
                boolean isFinal = transaction
                        .mailboxItem(state.transfer())
                        .map(MailboxItem::status)
                        .filter(status -> status.isFinal() && status != TaskStatus.CANCELLED)
                        .isPresent();
                if (!isFinal) {
                    EntryDraft entry = entries.expired(state);
                    transaction.append(entry);
                    count++;
                }
            }
            return count;
        });
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
