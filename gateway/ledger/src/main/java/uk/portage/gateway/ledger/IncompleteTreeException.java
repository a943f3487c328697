package uk.portage.gateway.ledger;

import java.io.Serial;

/** A part of the tree that must be there is not: somebody has removed it. */
final class IncompleteTreeException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    IncompleteTreeException() {
        super("a part of the ledger's tree is missing");
    }
}
