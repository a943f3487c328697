package uk.portage.gateway.store;

import java.util.List;
import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;

/** Reads subscriptions. Safe for use by many threads. */
public interface SubscriptionReader {

    Optional<Subscription> find(String id);

    /** Those of a destination, in order of their ids. */
    List<Subscription> of(OdsCode owner);
}
