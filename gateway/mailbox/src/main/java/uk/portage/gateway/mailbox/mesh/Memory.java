package uk.portage.gateway.mailbox.mesh;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How much of what is being sent and read may be in memory at once, by all callers together. */
final class Memory {

    private static final int UNIT = 64 * 1024;
    private static final long PATIENCE_SECONDS = 10;

    private final int units;
    private final Semaphore free;

    /** @param bytes for one message of the largest kind at least, twice */
    Memory(long bytes) {
        this.units = Math.toIntExact(bytes / UNIT);
        this.free = new Semaphore(units, true);
    }

    Share share() {
        return new Share();
    }

    /** What one request has taken, given back at its end. */
    final class Share implements AutoCloseable {

        private int taken;

        /**
         * Takes room for so many bytes in all.
         *
         * @throws MeshRefusedException 503 if there is none for a while
         */
        void growTo(long bytes) {
            int wanted = Math.toIntExact(Math.min(units, (bytes + UNIT - 1) / UNIT));
            if (wanted <= taken) {
                return;
            }
            try {
                if (!free.tryAcquire(wanted - taken, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new MeshRefusedException(MeshRefusal.unavailable());
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new MeshRefusedException(MeshRefusal.unavailable());
            }
            taken = wanted;
        }

        @Override
        public void close() {
            free.release(taken);
            taken = 0;
        }
    }
}
