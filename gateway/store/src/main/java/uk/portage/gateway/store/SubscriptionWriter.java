package uk.portage.gateway.store;

import java.util.List;
import uk.portage.gateway.transfer.OdsCode;

/** Changes subscriptions, within a {@link Transaction}. */
public interface SubscriptionWriter {

    /**
     * Keeps a new subscription. It begins with the next transfer that is offered.
     *
     * @param headers each {@code Name: value}, without line breaks
     */
    void add(String id, OdsCode owner, String endpoint, List<String> headers, byte[] secret);

    /** How many a destination has. */
    int count(OdsCode owner);

    /** Notes how far a subscription has come; nothing if it has been removed. */
    void advance(String id, Subscription.Progress progress);

    /** Returns false if there is none. */
    boolean remove(String id, OdsCode owner);
}
