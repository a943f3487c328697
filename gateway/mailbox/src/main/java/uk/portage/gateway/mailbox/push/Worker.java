package uk.portage.gateway.mailbox.push;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.transfer.OdsCode;

/** The thread of one destination. It never gives up. */
final class Worker implements AutoCloseable {

    /** For looks that cost a question to an index of the store. */
    static final Duration MOMENT = Duration.ofMillis(20);

    private static final long FAREWELL_MILLISECONDS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final OdsCode destination;
    private final Carrier carrier;
    private final Duration shortest;
    private final Duration pause;
    private final Thread thread;
    private volatile boolean reachable = true;
    private volatile boolean woken;
    private volatile boolean closed;

    /**
     * @param name of its thread, before the destination
     * @param shortest between two looks, however often it is woken
     * @param pause between two looks, if nobody wakes it
     */
    Worker(String name, OdsCode destination, Carrier carrier, Duration shortest, Duration pause) {
        this.destination = destination;
        this.carrier = carrier;
        this.shortest = shortest;
        this.pause = pause;
        this.thread = new Thread(this::run, name + "-" + destination);
    }

    void start() {
        thread.start();
    }

    OdsCode destination() {
        return destination;
    }

    boolean isReachable() {
        return reachable;
    }

    private void run() {
        while (!closed) {
            woken = false;
            try {
                carrier.look();
                if (!reachable) {
                    LOG.info("Destination {}: deliveries go on", destination);
                }
                reachable = true;
            } catch (IOException | RuntimeException e) {
                if (!closed && reachable) {
                    LOG.warn("Destination {}: deliveries wait, {}", destination, what(e));
                }
                reachable = closed && reachable;
            }
            sleep();
        }
    }

    /** The class only, but for what we have worded ourselves: other messages may quote a record or a secret. */
    private static String what(Exception failure) {
        return failure instanceof UndeliveredException said
                ? String.valueOf(said.getMessage())
                : failure.getClass().getName();
    }

    /** Something may have come. Cheap; for any thread. */
    void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    /** Until the next look is due, or somebody wakes it; but never so short that looking is all it does. */
    private void sleep() {
        long begun = System.nanoTime();
        while (!closed) {
            long slept = System.nanoTime() - begun;
            long left = (woken ? shortest : pause).toNanos() - slept;
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    /** Begins nothing more; does not wait. */
    void stop() {
        closed = true;
        carrier.stop();
        LockSupport.unpark(thread);
    }

    /** Lets the look under way end, for a while. */
    @Override
    public void close() {
        stop();
        join();
        if (thread.isAlive()) {
            carrier.abort();
            join();
        }
        if (thread.isAlive()) {
            LOG.warn("Destination {}: a delivery does not end", destination);
        }
    }

    private void join() {
        try {
            thread.join(FAREWELL_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
