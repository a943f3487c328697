package uk.portage.gateway.pipeline.receive;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes all connections of a listener, or all watched folders, may hold together. Safe for use by many
 * threads.
 */
public final class ReceiveBudget {

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    public ReceiveBudget(long limit) {
        this.limit = limit;
    }

    /** Takes the bytes if they fit. */
    public boolean reserve(long bytes) {
        if (held.addAndGet(bytes) <= limit) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Gives bytes back. */
    public void release(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
