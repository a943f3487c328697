package uk.portage.gateway.pipeline.deliver;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.pipeline.broker.Addresses;
import uk.portage.gateway.pipeline.broker.BatchConsumer;
import uk.portage.gateway.pipeline.broker.Broker;
import uk.portage.gateway.pipeline.broker.Incoming;
import uk.portage.gateway.pipeline.record.Entries;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferId;

/** Puts bundles into the mailboxes of their destinations: one consumer for each. An offer made again changes nothing. */
public final class Delivery implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Store store;
    private final Entries entries;
    private final Counter offered;
    private final List<BatchConsumer> consumers = new ArrayList<>();

    private Delivery(Store store, Entries entries, MeterRegistry meters) {
        this.store = store;
        this.entries = entries;
        this.offered = Counter.builder("portage.offered")
                .description("Bundles put into mailboxes")
                .register(meters);
    }

    public static Delivery start(
            Broker broker, Collection<OdsCode> destinations, Store store, Entries entries, MeterRegistry meters) {
        Delivery delivery = new Delivery(store, entries, meters);
        for (OdsCode destination : destinations) {
            delivery.consumers.add(
                    broker.consume(Addresses.out(destination), message -> delivery.take(destination, message)));
        }
        return delivery;
    }

    private CompletableFuture<?> take(OdsCode destination, Incoming message) {
        try {
            return offer(destination, message);
        } catch (StoreUnavailableException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RuntimeException e) {
            LOG.error(
                    "Transfer {} cannot be offered: {}",
                    message.transfer(),
                    e.getClass().getName());
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<?> offer(OdsCode destination, Incoming message) {
        TransferId transfer = message.transfer().orElseThrow();
        SubmissionRow submission = store.submission(message.submission()).orElseThrow();
        OptionalLong size = store.bundleSize(message.submission(), message.rendering());
        if (size.isEmpty() && store.isErased(message.submission())) {
            return CompletableFuture.completedFuture(false);
        }
        EntryDraft entry = entries.offered(submission, transfer, destination, size.orElseThrow());
        return store.write(transaction -> {
                    boolean first = transaction.offer(transfer);
                    if (first) {
                        transaction.append(entry);
                    }
                    return first;
                })
                .thenAccept(first -> offered.increment(first ? 1 : 0));
    }

    @Override
    public void close() {
        consumers.forEach(BatchConsumer::close);
    }
}
