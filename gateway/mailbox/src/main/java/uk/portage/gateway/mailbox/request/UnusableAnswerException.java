package uk.portage.gateway.mailbox.request;

import uk.portage.adapter.spi.FailureCode;

/** An answer out of which no record can be made. It says why by its code alone and quotes nothing. */
final class UnusableAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final FailureCode code;

    UnusableAnswerException(FailureCode code) {
        super(code.name());
        this.code = code;
    }

    FailureCode code() {
        return code;
    }
}
