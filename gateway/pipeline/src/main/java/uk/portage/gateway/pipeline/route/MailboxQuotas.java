package uk.portage.gateway.pipeline.route;

import java.util.Map;
import uk.portage.gateway.transfer.OdsCode;

/**
 * How many transfers may wait in a mailbox before it takes no more from senders that name its owner.
 *
 * @param ordinary for every destination that is not named
 * @param particular for those that are
 */
public record MailboxQuotas(int ordinary, Map<OdsCode, Integer> particular) {

    /** A million transfers for each destination. */
    public static final MailboxQuotas DEFAULT = new MailboxQuotas(1_000_000, Map.of());

    public MailboxQuotas {
        particular = Map.copyOf(particular);
        if (ordinary < 1 || particular.values().stream().anyMatch(quota -> quota < 1)) {
            throw new IllegalArgumentException("a quota is at least one transfer");
        }
    }

    int of(OdsCode destination) {
        return particular.getOrDefault(destination, ordinary);
    }
}
