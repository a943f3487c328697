package uk.portage.gateway.mailbox.mesh;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.gateway.transfer.OdsCode;

/** The door by which records that come by MESH enter the one road. */
public interface RecordIntake {

    /**
     * By whom a record is sent, and to whom.
     *
     * @param mailbox the sender's mailbox
     * @param organisation the sender
     * @param adapter the name of the adapter that reads the record
     * @param addressee the mailbox it is for, empty if the record itself and the routing rules say where it goes
     */
    record Way(String mailbox, OdsCode organisation, String adapter, Optional<String> addressee) {

        /**
         * The name of the channel. The addressee is part of it, since the same record sent to two mailboxes is two
         * obligations.
         */
        public String channel() {
            return "mesh." + mailbox.toLowerCase(Locale.ROOT)
                    + addressee.map(to -> "." + to.toLowerCase(Locale.ROOT)).orElse("");
        }
    }

    /** What the routing knows an addressee by. */
    static String addresseeName(String mailbox) {
        return "mesh:" + mailbox;
    }

    /** @return completes, never exceptionally, after the commit that keeps the record or its refusal */
    CompletableFuture<Answer> receive(Way way, SourceDocument record, Instant receivedAt);

    /**
     * Puts on record what had to be refused before anybody could read it.
     *
     * @param head the first bytes
     * @param size bytes seen until it was refused
     */
    CompletableFuture<Answer> refuse(Way way, FailureCode code, SourceDocument head, long size, Instant receivedAt);
}
