package uk.portage.gateway.mailbox;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import uk.portage.gateway.store.StoreUnavailableException;

/** Waits for the store's writer. */
final class Commit {

    private static final long SECONDS = 30;

    private Commit() {}

    /**
     * The result of a change, once it has reached the disk.
     *
     * @throws RefusedException 503 if it did not within {@value #SECONDS} seconds; it may then still happen, and every
     *     change of the mailbox may be asked for again
     */
    static <T> T await(CompletableFuture<T> change) {
        try {
            return change.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StoreUnavailableException) {
                throw new RefusedException(Refusal.unavailable());
            }
            throw new IllegalStateException("a change of the mailbox failed", failed.getCause());
        } catch (TimeoutException slow) {
            throw new RefusedException(Refusal.unavailable());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new RefusedException(Refusal.unavailable());
        }
    }
}
