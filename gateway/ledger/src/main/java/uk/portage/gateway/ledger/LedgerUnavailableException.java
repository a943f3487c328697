package uk.portage.gateway.ledger;

/** The ledger could not be read; trying again later may help. */
public final class LedgerUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LedgerUnavailableException(Throwable cause) {
        super("the ledger cannot be read", cause);
    }
}
