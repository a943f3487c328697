package uk.portage.gateway.mailbox.push;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import uk.portage.gateway.mailbox.exchange.Transport;
import uk.portage.gateway.mailbox.exchange.Worker;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;

/** Serves the subscriptions of each destination that may have any: one worker each, so that none waits for another. */
public final class Notifications implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);
    /** With pauses of 1 s at first and 5 min at most, some twenty minutes. */
    private static final int ATTEMPTS = 12;

    private final List<Worker> workers = new ArrayList<>();

    private Notifications() {}

    /**
     * @param hosts to which each destination may have notifications sent
     * @param base the gateway's FHIR base as its callers know it
     */
    public static Notifications start(Map<OdsCode, Set<URI>> hosts, Store store, Supplier<URI> base, Clock clock) {
        Notifications notifications = new Notifications();
        hosts.forEach((destination, allowed) -> {
            NotificationCarrier carrier = new NotificationCarrier(
                    destination,
                    allowed,
                    store,
                    base,
                    clock,
                    new Transport(Optional.empty(), TIME_LIMIT),
                    Circuit.usual(),
                    ATTEMPTS);
            notifications.workers.add(new Worker("notify", destination, carrier, Worker.MOMENT, PAUSE));
        });
        notifications.workers.forEach(Worker::start);
        store.onCommit(() -> notifications.workers.forEach(Worker::wake));
        return notifications;
    }

    @Override
    public void close() {
        workers.forEach(Worker::stop);
        workers.forEach(Worker::close);
    }
}
