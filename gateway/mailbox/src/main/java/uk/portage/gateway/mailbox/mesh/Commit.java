package uk.portage.gateway.mailbox.mesh;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import uk.portage.gateway.store.StoreUnavailableException;

/** Waits for what has to be on the disk before it is answered. */
final class Commit {

    private static final long SECONDS = 30;

    private Commit() {}

    /**
     * The result of a change, once it is kept.
     *
     * @throws MeshRefusedException 503 if it is not within {@value #SECONDS} seconds; it may then still happen
     */
    static <T> T of(CompletableFuture<T> change) {
        try {
            return change.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StoreUnavailableException) {
                throw new MeshRefusedException(MeshRefusal.unavailable());
            }
            throw new IllegalStateException("a change of the MESH face failed", failed.getCause());
        } catch (TimeoutException slow) {
            throw new MeshRefusedException(MeshRefusal.unavailable());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new MeshRefusedException(MeshRefusal.unavailable());
        }
    }
}
