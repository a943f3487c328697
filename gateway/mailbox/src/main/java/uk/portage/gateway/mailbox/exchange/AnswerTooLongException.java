package uk.portage.gateway.mailbox.exchange;

import java.io.IOException;

/** An answer has more bytes than are read. */
public final class AnswerTooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    AnswerTooLongException() {
        super("an answer is too long");
    }
}
