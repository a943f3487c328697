package uk.portage.gateway.mailbox.push;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import uk.portage.gateway.mailbox.Mailbox;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Delivers to the destinations that are pushed to: one worker each, so that none waits for another. What a worker has
 * begun and not ended is begun again by the next one, under the same id.
 */
public final class Deliveries implements AutoCloseable {

    private final List<Worker> workers = new ArrayList<>();

    private Deliveries() {}

    /**
     * Begins to deliver.
     *
     * @param names of organisations, for people
     * @param zone of the times that people read
     */
    public static Deliveries start(
            List<DeliveryConfiguration> configurations, Store store, Map<OdsCode, String> names, ZoneId zone) {
        Deliveries deliveries = new Deliveries();
        RecordPage page = new RecordPage(names, zone);
        for (DeliveryConfiguration configuration : configurations) {
            Worker worker =
                    new Worker(configuration.destination(), carrier(configuration, store, page), Worker.USUAL_PAUSE);
            deliveries.workers.add(worker);
            worker.start();
        }
        return deliveries;
    }

    private static Carrier carrier(DeliveryConfiguration configuration, Store store, RecordPage page) {
        DeliveryConfiguration.ToDirectory directory = (DeliveryConfiguration.ToDirectory) configuration;
        return new DirectoryCarrier(
                directory.destination(), new Outbox(directory.directory()), store, new Mailbox(store), page);
    }

    public List<OdsCode> destinations() {
        return workers.stream().map(Worker::destination).toList();
    }

    /** True if the last look at a destination went well. */
    public boolean isReachable(OdsCode destination) {
        return workers.stream()
                .filter(worker -> worker.destination().equals(destination))
                .allMatch(Worker::isReachable);
    }

    /** Lets what is under way end. */
    @Override
    public void close() {
        workers.forEach(Worker::close);
    }
}
