package uk.portage.gateway.store;

import uk.portage.adapter.spi.FailureCode;

/** The store could not commit or answer; nothing of the change is kept, and trying again later may help. */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final FailureCode code;

    /** @param what says what could not be done, in the store's own terms, never with a record's content */
    public StoreUnavailableException(String what, Throwable cause) {
        super(what, cause);
        this.code = FailureCode.STORE_UNAVAILABLE;
    }

    /** @param code {@link FailureCode#OVERLOADED} or {@link FailureCode#STORE_UNAVAILABLE} */
    StoreUnavailableException(String what, FailureCode code) {
        super(what);
        this.code = code;
    }

    /** {@link FailureCode#OVERLOADED} if too much waits already, otherwise {@link FailureCode#STORE_UNAVAILABLE}. */
    public FailureCode code() {
        return code;
    }
}
