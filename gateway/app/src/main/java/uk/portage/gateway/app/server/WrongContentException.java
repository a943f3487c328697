package uk.portage.gateway.app.server;

import java.io.Serial;

/** Something in what was sent cannot be right; nothing of it counts. */
final class WrongContentException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String what;

    /** @param what one clause for the sender, which names places and never quotes what was sent */
    WrongContentException(String what) {
        super(what);
        this.what = what;
    }

    String what() {
        return what;
    }
}
