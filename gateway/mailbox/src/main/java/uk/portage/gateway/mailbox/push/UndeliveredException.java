package uk.portage.gateway.mailbox.push;

import java.io.IOException;

/** A destination cannot be delivered to for now. Its message is for operators and quotes nothing that was carried. */
final class UndeliveredException extends IOException {

    private static final long serialVersionUID = 1L;

    UndeliveredException(String why) {
        super(why);
    }
}
