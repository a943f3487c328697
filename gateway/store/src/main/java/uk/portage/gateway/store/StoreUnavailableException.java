package uk.portage.gateway.store;

/** The store could not commit; nothing of the change is kept, and trying again later may help. */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param what says what could not be done, in the store's own terms, never with a record's content */
    public StoreUnavailableException(String what, Throwable cause) {
        super(what, cause);
    }
}
