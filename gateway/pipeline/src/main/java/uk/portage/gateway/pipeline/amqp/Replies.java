package uk.portage.gateway.pipeline.amqp;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.transfer.OdsCode;

/** Where the business acknowledgements go that destinations send by AMQP. */
@FunctionalInterface
public interface Replies {

    /**
     * Takes one. The same again changes nothing.
     *
     * @param correlation the id of the transfer, as the reply's correlation-id has it; empty if it has none
     * @param body as it was sent
     * @return completes once the answer is kept, without a code; or with why it is refused
     */
    CompletableFuture<Optional<FailureCode>> take(OdsCode destination, String correlation, byte[] body);
}
