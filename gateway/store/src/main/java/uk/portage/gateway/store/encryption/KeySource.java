package uk.portage.gateway.store.encryption;

/** Where a store's key-encryption keys come from. */
@FunctionalInterface
public interface KeySource {

    /**
     * @param mayCreate true if nothing in the store is encrypted yet, so that new keys may be drawn
     * @throws KeyUnavailableException if there are none, or they cannot be used
     */
    KeyWrapping open(boolean mayCreate);
}
