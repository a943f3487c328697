package uk.portage.gateway.pipeline.route;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TaskStatus;

/**
 * Which mailboxes hold as many uncollected transfers as their quota allows. Counted at most once a second for each, and
 * less often where counting takes long, so that a mailbox may pass its quota by what arrives in between. Safe for use by
 * many threads.
 */
public final class FullMailboxes {

    private static final long LEAST_AGE = TimeUnit.SECONDS.toNanos(1);
    /** Counting may take a fiftieth of the time. */
    private static final long AGE_PER_COST = 50;

    private static final Logger LOG = LoggerFactory.getLogger(FullMailboxes.class);

    private final Store store;
    private final RoutingRules rules;
    private final Set<OdsCode> destinations;
    private final MailboxQuotas quotas;
    private final Map<OdsCode, Count> counts = new ConcurrentHashMap<>();

    /** @param destinations those that have a mailbox */
    public FullMailboxes(Store store, RoutingRules rules, Set<OdsCode> destinations, MailboxQuotas quotas) {
        this.store = store;
        this.rules = rules;
        this.destinations = Set.copyOf(destinations);
        this.quotas = quotas;
    }

    /**
     * The destination that a document names as its receiver, if its mailbox is full.
     *
     * @param facility the receiver exactly as it is named inside, perhaps empty
     */
    public Optional<OdsCode> receiver(String facility) {
        return rules.receiver(facility, destinations).filter(this::isFull);
    }

    private boolean isFull(OdsCode destination) {
        Count known = counts.get(destination);
        if (known == null || isStale(known)) {
            known = counts.compute(
                    destination, (same, now) -> (now == null || isStale(now)) ? count(destination, now) : now);
        }
        return known.full();
    }

    private boolean isStale(Count count) {
        return System.nanoTime() - count.until() >= 0;
    }

    private Count count(OdsCode destination, @Nullable Count before) {
        long begun = System.nanoTime();
        boolean wasFull = before != null && before.full();
        boolean full = wasFull;
        try {
            int quota = quotas.of(destination);
            full = store.mailboxCount(destination, Set.of(TaskStatus.REQUESTED), quota) >= quota;
        } catch (StoreUnavailableException e) {
            LOG.debug("The mailbox of {} could not be counted", destination);
        }
        if (full != wasFull) {
            if (full) {
                LOG.warn(
                        "The mailbox of {} has reached its quota of {} transfers; who names it as the receiver is asked"
                                + " to send later",
                        destination,
                        quotas.of(destination));
            } else {
                LOG.info("The mailbox of {} is below its quota again", destination);
            }
        }
        long now = System.nanoTime();
        return new Count(full, now + Math.max(LEAST_AGE, AGE_PER_COST * (now - begun)));
    }

    /** @param until the time of the machine's own clock from which it has to be counted again */
    private record Count(boolean full, long until) {}
}
