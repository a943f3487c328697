package uk.portage.gateway.mailbox.push;

import java.time.Duration;
import java.util.Optional;
import uk.portage.gateway.transfer.RejectionReason;

/** What came of handing one record to a server. */
sealed interface Verdict {

    /** The server has it. */
    record Taken() implements Verdict {}

    /** The server will never take it. */
    record Refused(RejectionReason reason) implements Verdict {}

    /**
     * It may go well later.
     *
     * @param why for operators; nothing of what was sent or answered
     * @param ofRecord true if the server answers, so that other records may fare better
     * @param notBefore how long the server asks to be left alone
     */
    record Later(String why, boolean ofRecord, Optional<Duration> notBefore) implements Verdict {

        static Later ofServer(String why) {
            return new Later(why, false, Optional.empty());
        }
    }
}
