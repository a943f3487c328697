package uk.portage.gateway.mailbox.exchange;

import java.io.IOException;

/** A server cannot be spoken to for now. Its message is for operators and quotes nothing that was carried. */
public final class UnreachableException extends IOException {

    private static final long serialVersionUID = 1L;

    public UnreachableException(String why) {
        super(why);
    }
}
