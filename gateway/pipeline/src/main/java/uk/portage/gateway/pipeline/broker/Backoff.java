package uk.portage.gateway.pipeline.broker;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits longer after each failure in a row: 50 ms at first, 5 s at most. For one thread. */
public final class Backoff {

    private static final long FIRST_MILLISECONDS = 50;
    private static final long LONGEST_MILLISECONDS = 5_000;
    private static final long STEP_MILLISECONDS = 50;

    private long milliseconds = FIRST_MILLISECONDS;

    /** @param given true as soon as waiting has become pointless */
    public void pause(BooleanSupplier given) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        milliseconds = Math.min(LONGEST_MILLISECONDS, 2 * milliseconds);
        try {
            while (!given.getAsBoolean() && System.nanoTime() < end) {
                Thread.sleep(STEP_MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something went well. */
    public void reset() {
        milliseconds = FIRST_MILLISECONDS;
    }
}
