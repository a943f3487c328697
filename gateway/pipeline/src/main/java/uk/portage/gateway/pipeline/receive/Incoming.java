package uk.portage.gateway.pipeline.receive;

import java.time.Instant;
import java.util.concurrent.Executor;
import uk.portage.adapter.spi.SourceDocument;

/** What one connection hands to the route. No {@code toString} shows a byte of it. */
sealed interface Incoming {

    /** The connection's own thread, on which the answer is to be written. */
    Executor executor();

    /** What the sender may do by this connection: less than the listener's channel if its certificate says who it is. */
    ChannelConfiguration channel();

    record Document(ChannelConfiguration channel, SourceDocument document, Instant receivedAt, Executor executor)
            implements Incoming {}

    /** @param answered true if the sender is to hear of it, and the connection to end after that */
    record Refused(
            ChannelConfiguration channel, FrameRefusal refusal, boolean answered, Instant receivedAt, Executor executor)
            implements Incoming {}
}
