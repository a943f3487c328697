package uk.portage.gateway.store;

import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** One message that the broker must get. The broker can be deleted and is filled again from these rows. */
public record OutboxRow(long position, Draft message) {

    /** The address of what was received and is to be translated, validated and routed. */
    public static final String INBOX = "inbox";

    /** The address of what was routed and is to be delivered to this destination. */
    public static String addressOf(OdsCode destination) {
        return "out." + destination.value();
    }

    /**
     * @param address the broker's address: {@code inbox} or {@code out.<ODS>}
     * @param duplicateId deterministic: the same obligation has the same id; unique among what waits in the outbox
     * @param transfer empty for the inbox
     * @param rendering which of the submission's bundles the message carries; for the inbox it means nothing
     */
    public record Draft(
            String address,
            String duplicateId,
            OrderingKey orderingKey,
            SubmissionId submission,
            Optional<TransferId> transfer,
            Rendering rendering) {

        /** For the inbox, or with the whole bundle. */
        public Draft(
                String address,
                String duplicateId,
                OrderingKey orderingKey,
                SubmissionId submission,
                Optional<TransferId> transfer) {
            this(address, duplicateId, orderingKey, submission, transfer, Rendering.WHOLE);
        }
    }
}
