package uk.portage.gateway.mailbox;

import jakarta.servlet.http.HttpServletRequest;
import uk.portage.gateway.transfer.Caller;

/** Finds out who calls. */
final class Callers {

    private Callers() {}

    /**
     * The caller as whoever checked the credential has noted it.
     *
     * @throws RefusedException 401 if nobody has
     */
    static Caller of(HttpServletRequest request) {
        if (request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller) {
            return caller;
        }
        throw new RefusedException(Refusal.unauthenticated());
    }
}
