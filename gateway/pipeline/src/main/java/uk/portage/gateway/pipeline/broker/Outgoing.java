package uk.portage.gateway.pipeline.broker;

import java.util.Optional;
import uk.portage.gateway.store.OutboxRow;
import uk.portage.gateway.transfer.OrderingKey;

/**
 * One message to be sent.
 *
 * @param body the whole bundle for a destination; empty for the inbox, which carries a claim check
 */
@SuppressWarnings("ArrayRecordComponent") // bundles are large and never compared
public record Outgoing(OutboxRow.Draft message, Optional<byte[]> body) {

    OrderingKey group() {
        return message.orderingKey();
    }

    @Override
    public String toString() {
        return "Outgoing[" + message.address() + ", " + message.submission() + "]";
    }
}
