package uk.portage.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;

/**
 * What there is to do, by where it waits.
 *
 * @param toTranslate received, and neither routed nor parked
 * @param parked waits for an operator, or behind what does
 * @param toOffer routed, and not in the mailbox of its destination yet, by destination
 */
public record Backlog(Waiting toTranslate, Waiting parked, List<ToOffer> toOffer) {

    public Backlog {
        toOffer = List.copyOf(toOffer);
    }

    /**
     * @param count how many wait
     * @param oldest since when the first of them does
     */
    public record Waiting(long count, Optional<Instant> oldest) {}

    /** What waits to be offered to one destination. */
    public record ToOffer(OdsCode destination, Waiting waiting) {}
}
