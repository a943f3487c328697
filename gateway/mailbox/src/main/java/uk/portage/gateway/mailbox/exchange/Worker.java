package uk.portage.gateway.mailbox.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.transfer.OdsCode;

/** The thread of one organisation. It never gives up. */
public final class Worker implements AutoCloseable {

    /** For looks that cost a question to an index of the store. */
    public static final Duration MOMENT = Duration.ofMillis(20);

    private static final long FAREWELL_MILLISECONDS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final OdsCode organisation;
    private final Carrier carrier;
    private final Duration shortest;
    private final Duration pause;
    private final Thread thread;
    private volatile boolean reachable = true;
    private volatile boolean woken;
    private volatile boolean closed;

    /**
     * @param name of its thread, before the organisation
     * @param shortest between two looks, however often it is woken
     * @param pause between two looks, if nobody wakes it
     */
    public Worker(String name, OdsCode organisation, Carrier carrier, Duration shortest, Duration pause) {
        this.organisation = organisation;
        this.carrier = carrier;
        this.shortest = shortest;
        this.pause = pause;
        this.thread = new Thread(this::run, name + "-" + organisation);
    }

    public void start() {
        thread.start();
    }

    public OdsCode organisation() {
        return organisation;
    }

    public boolean isReachable() {
        return reachable;
    }

    private void run() {
        while (!closed) {
            woken = false;
            try {
                carrier.look();
                if (!reachable) {
                    LOG.info("{}: goes on", thread.getName());
                }
                reachable = true;
            } catch (IOException | RuntimeException e) {
                if (!closed && reachable) {
                    LOG.warn("{}: waits, {}", thread.getName(), what(e));
                }
                reachable = closed && reachable;
            }
            sleep();
        }
    }

    /** The class only, but for what we have worded ourselves: other messages may quote a record or a secret. */
    private static String what(Exception failure) {
        return failure instanceof UnreachableException said
                ? String.valueOf(said.getMessage())
                : failure.getClass().getName();
    }

    /** Something may have come. Cheap; for any thread. */
    public void wake() {
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
    public void stop() {
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
            LOG.warn("{}: does not end", thread.getName());
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
