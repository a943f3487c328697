package uk.portage.gateway.pipeline.receive;

import java.nio.ByteBuffer;

/** What the route hands back to its connection. No {@code toString} shows a byte of it. */
sealed interface Reply {

    /** The answer to the frame in flight, without framing. */
    record Answered(ByteBuffer answer) implements Reply {}

    /** The frame in flight has no answer: its sender has gone, or has begun again. */
    record Unanswered() implements Reply {}
}
