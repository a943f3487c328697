package uk.portage.gateway.mailbox;

/** The record that was asked for has been erased. */
public final class ErasedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ErasedException() {
        super("the record has been erased");
    }
}
