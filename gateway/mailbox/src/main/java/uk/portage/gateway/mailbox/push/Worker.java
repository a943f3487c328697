package uk.portage.gateway.mailbox.push;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.transfer.OdsCode;

/** The thread of one destination. It never gives up. */
final class Worker implements AutoCloseable {

    static final Duration USUAL_PAUSE = Duration.ofSeconds(1);

    private static final long FAREWELL_MILLISECONDS = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final OdsCode destination;
    private final Carrier carrier;
    private final Duration pause;
    private final Thread thread;
    private volatile boolean reachable = true;
    private volatile boolean closed;

    /** @param pause between two looks */
    Worker(OdsCode destination, Carrier carrier, Duration pause) {
        this.destination = destination;
        this.carrier = carrier;
        this.pause = pause;
        this.thread = new Thread(this::run, "push-" + destination);
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

    private void sleep() {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Lets the look under way end, for a while. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        carrier.close();
        try {
            thread.join(FAREWELL_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn(
                    "Destination {}: a delivery did not end within {} s",
                    destination,
                    TimeUnit.MILLISECONDS.toSeconds(FAREWELL_MILLISECONDS));
        }
    }
}
