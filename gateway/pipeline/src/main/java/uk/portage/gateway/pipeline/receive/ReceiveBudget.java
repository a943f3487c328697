package uk.portage.gateway.pipeline.receive;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of large frames all connections of a listener may hold together. Safe for use by many threads. */
final class ReceiveBudget {

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    ReceiveBudget(long limit) {
        this.limit = limit;
    }

    /** Takes the bytes if they fit. */
    boolean reserve(long bytes) {
        if (held.addAndGet(bytes) <= limit) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void release(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
