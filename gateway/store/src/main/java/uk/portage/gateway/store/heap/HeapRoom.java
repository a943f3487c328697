package uk.portage.gateway.store.heap;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A part of the heap in which documents take turns: who comes when it is full waits, the first first. What is larger than
 * all of it waits for all of it. Safe for use by many threads.
 */
public final class HeapRoom {

    private static final int UNIT = 16 * 1024;

    private final int units;
    private final int unitsForNothing;
    private final Semaphore free;

    /**
     * @param bytes more than 16 KiB
     * @param forNothing a share of no more bytes is not counted, so that what is small never waits behind what is large
     */
    public HeapRoom(long bytes, long forNothing) {
        this.units = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
        this.unitsForNothing = (int) (forNothing / UNIT);
        this.free = new Semaphore(units, true);
    }

    /** A share, empty at first. */
    public Share share() {
        return new Share();
    }

    /** What one document has taken, given back at its end. For one thread at a time. */
    public final class Share implements AutoCloseable {

        private int taken;

        private Share() {}

        /** Waits, however long it takes, until there is room for so many bytes in all. */
        public void growTo(long bytes) {
            int more = more(bytes);
            free.acquireUninterruptibly(more);
            taken += more;
        }

        /**
         * Waits until there is room for so many bytes in all.
         *
         * @return false if there was none for that long, or the thread was interrupted; the share is as before
         */
        public boolean growTo(long bytes, Duration patience) {
            int more = more(bytes);
            try {
                if (!free.tryAcquire(more, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    return false;
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return false;
            }
            taken += more;
            return true;
        }

        private int more(long bytes) {
            int wanted = (int) Math.min(units, (bytes + UNIT - 1) / UNIT);
            return wanted <= unitsForNothing ? 0 : Math.max(0, wanted - taken);
        }

        @Override
        public void close() {
            free.release(taken);
            taken = 0;
        }
    }
}
