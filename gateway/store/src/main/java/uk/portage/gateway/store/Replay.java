package uk.portage.gateway.store;

import java.time.Instant;
import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.ReplayId;
import uk.portage.gateway.transfer.ReplayReason;

/**
 * An operator's order that records go the road once more, and how far it is.
 *
 * @param total how many submissions were chosen
 * @param replayed how many of them have gone
 * @param leftOut how many turned out, in their turn, not to be such as may go
 * @param endedAt when the last had its turn, or the replay was stopped
 */
public record Replay(Order order, State state, int total, int replayed, int leftOut, Optional<Instant> endedAt) {

    /**
     * @param by the operator's organisation
     * @param selection how the submissions were chosen, in words without any identifier
     * @param perSecond how many may go in a second
     */
    public record Order(ReplayId id, ReplayReason reason, OdsCode by, Instant at, String selection, int perSecond) {}

    /** Stored for ever: constants are added, never renamed. */
    public enum State {
        RUNNING,
        STOPPED,
        DONE
    }

    public int left() {
        return total - replayed - leftOut;
    }
}
