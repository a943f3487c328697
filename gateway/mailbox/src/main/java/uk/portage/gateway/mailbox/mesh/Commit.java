package uk.portage.gateway.mailbox.mesh;

import java.util.concurrent.CompletableFuture;

/** Waits for what has to be on the disk before it is answered. */
final class Commit {

    private Commit() {}

    /**
     * The result of a change, once it is kept.
     *
     * @throws MeshRefusedException 503 if it is not in time; it may then still happen
     */
    static <T> T of(CompletableFuture<T> change) {
        return uk.portage.gateway.mailbox.Commit.await(
                change, () -> new MeshRefusedException(MeshRefusal.unavailable()));
    }
}
