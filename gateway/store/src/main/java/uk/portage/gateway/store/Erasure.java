package uk.portage.gateway.store;

import java.time.Instant;

/** What became of a wish to erase a submission. */
public sealed interface Erasure {

    /** @param undelivered how many transfers had not been collected, and will not be */
    record Erased(int undelivered) implements Erasure {}

    record ErasedBefore(Instant at) implements Erasure {}

    /**
     * It stays, since its destinations have not all collected it.
     *
     * @param transfers how many have not
     * @param isRouted false if it is not known yet who they are
     */
    record Undelivered(int transfers, boolean isRouted) implements Erasure {}

    record NotFound() implements Erasure {}
}
