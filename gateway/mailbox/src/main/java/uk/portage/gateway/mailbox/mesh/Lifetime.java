package uk.portage.gateway.mailbox.mesh;

import java.time.Duration;
import java.time.Instant;

/** How long MESH keeps a message (specification, "Message expiration"). */
final class Lifetime {

    /** After it, what nobody acknowledged leaves the inbox and its sender gets a REPORT. */
    static final Duration IN_INBOX = Duration.ofDays(5);

    /** After it a message is deleted. */
    static final Duration WHOLE = Duration.ofDays(30);

    private Lifetime() {}

    static boolean isUndelivered(Instant delivered, Instant now) {
        return !now.isBefore(delivered.plus(IN_INBOX));
    }

    static boolean isDeleted(Instant delivered, Instant now) {
        return !now.isBefore(delivered.plus(WHOLE));
    }
}
