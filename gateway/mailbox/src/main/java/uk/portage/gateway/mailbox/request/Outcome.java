package uk.portage.gateway.mailbox.request;

import java.time.Duration;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;

/** What came of asking once. */
sealed interface Outcome {

    /** The record, as a message from the source to the requester. */
    @SuppressWarnings("ArrayRecordComponent") // a record is large and never compared
    record Given(byte[] message) implements Outcome {

        /** Without the message: it holds a person's record. */
        @Override
        public String toString() {
            return "Given[" + message.length + " bytes]";
        }
    }

    /** Asking again would not help. */
    record Ended(FailureCode code) implements Outcome {}

    /**
     * It may go well later.
     *
     * @param ofServer true if no other request would fare better now
     * @param why for operators; nothing of what was answered
     * @param notBefore how long the server asks to be left alone
     */
    record Later(FailureCode code, boolean ofServer, String why, Optional<Duration> notBefore) implements Outcome {}
}
