package uk.portage.gateway.app.server;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.BusinessAnswer;
import uk.portage.gateway.mailbox.Mailbox;
import uk.portage.gateway.mailbox.TaskChange;
import uk.portage.gateway.mailbox.UnusableBusinessAnswerException;
import uk.portage.gateway.pipeline.amqp.Replies;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferId;

/** Business acknowledgements that come by AMQP are answers as by any other face of the mailbox. */
final class MailboxReplies implements Replies {

    private final Mailbox mailbox;

    MailboxReplies(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    @Override
    public CompletableFuture<Optional<FailureCode>> take(OdsCode destination, String correlation, byte[] body) {
        // The mailbox waits for the commit, and whoever asks for so long as he likes.
        return CompletableFuture.supplyAsync(() -> taken(destination, correlation, body));
    }

    private Optional<FailureCode> taken(OdsCode destination, String correlation, byte[] body) {
        BusinessAnswer answer;
        try {
            answer = BusinessAnswer.of(body);
        } catch (UnusableBusinessAnswerException e) {
            return Optional.of(FailureCode.INVALID_VALUE);
        }
        Optional<TransferId> transfer = Optional.of(correlation)
                .filter(id -> !id.isEmpty())
                .or(answer::message)
                .flatMap(id -> TransferId.parse(id.toLowerCase(Locale.ROOT)));
        if (transfer.isEmpty()) {
            return Optional.of(FailureCode.NOT_FOUND);
        }
        TaskChange change;
        try {
            change = mailbox.answer(destination, transfer.get(), answer.answer());
        } catch (BaseServerResponseException unavailable) {
            return Optional.of(FailureCode.STORE_UNAVAILABLE);
        }
        if (change instanceof TaskChange.Stands) {
            return Optional.empty();
        }
        return Optional.of(
                change instanceof TaskChange.NotFound ? FailureCode.NOT_FOUND : FailureCode.INVALID_TRANSITION);
    }
}
