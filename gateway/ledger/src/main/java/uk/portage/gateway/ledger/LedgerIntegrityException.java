package uk.portage.gateway.ledger;

import java.io.Serial;

/** The ledger is not what was signed, or cannot be signed. The message says what to do. */
public final class LedgerIntegrityException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public LedgerIntegrityException(String message) {
        super(message);
    }
}
