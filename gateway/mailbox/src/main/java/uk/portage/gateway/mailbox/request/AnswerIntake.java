package uk.portage.gateway.mailbox.request;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.gateway.transfer.OdsCode;

/** The door by which records that were asked for enter the one road. */
public interface AnswerIntake {

    /**
     * @param source who gave the record
     * @param requester the only one it is for
     * @return completes, never exceptionally, after the commit that keeps the record or its refusal
     */
    CompletableFuture<Answer> receive(OdsCode source, OdsCode requester, SourceDocument record, Instant receivedAt);
}
