package uk.portage.gateway.mailbox;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import uk.portage.gateway.store.StoreUnavailableException;

/** Waits for the store's writer, whatever the face says of a wait that was in vain. */
public final class Commit {

    private static final long SECONDS = 30;

    private Commit() {}

    /**
     * The result of a change, once it has reached the disk.
     *
     * @throws RefusedException 503 if it did not within {@value #SECONDS} seconds; it may then still happen, and every
     *     change of the mailbox may be asked for again
     */
    static <T> T await(CompletableFuture<T> change) {
        return await(change, () -> new RefusedException(Refusal.unavailable()));
    }

    /**
     * The same for another face.
     *
     * @param unavailable what is thrown if it did not within {@value #SECONDS} seconds; it may then still happen
     */
    public static <T> T await(CompletableFuture<T> change, Supplier<? extends RuntimeException> unavailable) {
        try {
            return change.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StoreUnavailableException) {
                throw unavailable.get();
            }
            throw new IllegalStateException("a change of the mailbox failed", failed.getCause());
        } catch (TimeoutException slow) {
            throw unavailable.get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw unavailable.get();
        }
    }
}
