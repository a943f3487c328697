package uk.portage.gateway.store;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Named points at which a test may stop the process as a power cut would: {@code -Dportage.failpoint=NAME:N} halts the
 * Java machine when the point is reached for the Nth time. Without the property a point costs one comparison.
 */
public enum Failpoint {
    BEFORE_COMMIT,
    AFTER_COMMIT_BEFORE_ACK,
    AFTER_COMMIT_BEFORE_MOVE,
    AFTER_RELAY_BEFORE_MARK,
    AFTER_ROUTE_BEFORE_CONSUME,
    AFTER_CLAIM_BEFORE_REPLY,
    AFTER_COLLECT_BEFORE_SEND,
    AFTER_ANSWER_BEFORE_REPLY,
    AFTER_NOTIFY_BEFORE_KEEP;

    /** The exit status of a process that a failpoint has stopped. */
    public static final int EXIT_STATUS = 97;

    private static final @Nullable Failpoint CHOSEN;
    private static final AtomicInteger REMAINING;

    static {
        String property = System.getProperty("portage.failpoint", "");
        int colon = property.indexOf(':');
        CHOSEN = property.isEmpty() ? null : valueOf(colon < 0 ? property : property.substring(0, colon));
        REMAINING = new AtomicInteger(colon < 0 ? 1 : Integer.parseInt(property.substring(colon + 1)));
    }

    /** Halts here if this point was chosen and its count has run out. */
    public void reach() {
        if (this == CHOSEN && REMAINING.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(EXIT_STATUS);
        }
    }
}
