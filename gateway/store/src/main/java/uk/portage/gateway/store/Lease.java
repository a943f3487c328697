package uk.portage.gateway.store;

import java.time.Instant;

/**
 * A transfer that one of its destination's workers has claimed: until then the others leave it alone.
 *
 * @param holder the worker, by the name it gives itself
 */
public record Lease(String holder, Instant until) {

    public boolean isLiveAt(Instant now) {
        return now.isBefore(until);
    }
}
