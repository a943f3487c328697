package uk.portage.gateway.mailbox.push;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import uk.portage.gateway.mailbox.Mailbox;
import uk.portage.gateway.mailbox.exchange.Carrier;
import uk.portage.gateway.mailbox.exchange.Worker;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Delivers to the destinations that are pushed to: one worker each, so that none waits for another. What a worker has
 * begun and not ended is begun again by the next one, under the same id.
 */
public final class Deliveries implements AutoCloseable {

    /** Between two looks, each of them at a directory that may be a share. */
    private static final Duration DIRECTORY_PAUSE = Duration.ofSeconds(1);
    /** Between two looks at the mailbox alone. */
    private static final Duration SERVER_PAUSE = Duration.ofSeconds(1);

    private final List<Worker> workers = new ArrayList<>();

    private Deliveries() {}

    /**
     * Begins to deliver.
     *
     * @param suspended who is delivered nothing for now
     * @param names of organisations, for people
     * @param zone of the times that people read
     */
    public static Deliveries start(
            List<DeliveryConfiguration> configurations,
            Store store,
            Predicate<OdsCode> suspended,
            Map<OdsCode, String> names,
            ZoneId zone) {
        Deliveries deliveries = new Deliveries();
        RecordPage page = new RecordPage(names, zone);
        for (DeliveryConfiguration configuration : configurations) {
            Worker worker = worker(configuration, store, suspended, page);
            deliveries.workers.add(worker);
            worker.start();
        }
        store.onCommit(() -> deliveries.workers.forEach(Worker::wake));
        return deliveries;
    }

    private static Worker worker(
            DeliveryConfiguration configuration, Store store, Predicate<OdsCode> suspended, RecordPage page) {
        OdsCode destination = configuration.destination();
        Mailbox mailbox = new Mailbox(store);
        // A switch over the sealed type would need Java 21.
        if (configuration instanceof DeliveryConfiguration.ToFhirServer server) {
            FhirCarrier carrier = new FhirCarrier(destination, new FhirServer(server), store, mailbox, Circuit.usual());
            return new Worker(
                    "push", destination, unless(suspended, destination, carrier), Worker.MOMENT, SERVER_PAUSE);
        }
        DeliveryConfiguration.ToDirectory directory = (DeliveryConfiguration.ToDirectory) configuration;
        Outbox outbox = new Outbox(directory.directory());
        return new Worker(
                "push",
                destination,
                unless(suspended, destination, new DirectoryCarrier(destination, outbox, store, mailbox, page)),
                DIRECTORY_PAUSE,
                DIRECTORY_PAUSE);
    }

    private static Carrier unless(Predicate<OdsCode> suspended, OdsCode destination, Carrier carrier) {
        return new Carrier() {
            @Override
            public void look() throws IOException {
                if (!suspended.test(destination)) {
                    carrier.look();
                }
            }

            @Override
            public void stop() {
                carrier.stop();
            }

            @Override
            public void abort() {
                carrier.abort();
            }
        };
    }

    public List<OdsCode> destinations() {
        return workers.stream().map(Worker::organisation).toList();
    }

    /** True if the last look at a destination went well. */
    public boolean isReachable(OdsCode destination) {
        return workers.stream()
                .filter(worker -> worker.organisation().equals(destination))
                .allMatch(Worker::isReachable);
    }

    /** Lets what is under way end. */
    @Override
    public void close() {
        workers.forEach(Worker::stop);
        workers.forEach(Worker::close);
    }
}
