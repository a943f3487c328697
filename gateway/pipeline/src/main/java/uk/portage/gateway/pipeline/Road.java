package uk.portage.gateway.pipeline;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.Adapter;
import uk.portage.gateway.pipeline.broker.Addresses;
import uk.portage.gateway.pipeline.broker.Broker;
import uk.portage.gateway.pipeline.deliver.Delivery;
import uk.portage.gateway.pipeline.receive.Intake;
import uk.portage.gateway.pipeline.receive.MllpChannel;
import uk.portage.gateway.pipeline.receive.MllpConfiguration;
import uk.portage.gateway.pipeline.receive.ReceiveBudget;
import uk.portage.gateway.pipeline.receive.folder.FolderChannel;
import uk.portage.gateway.pipeline.receive.folder.FolderConfiguration;
import uk.portage.gateway.pipeline.record.Entries;
import uk.portage.gateway.pipeline.record.Maturity;
import uk.portage.gateway.pipeline.record.Replaying;
import uk.portage.gateway.pipeline.relay.Relay;
import uk.portage.gateway.pipeline.route.FullMailboxes;
import uk.portage.gateway.pipeline.route.Router;
import uk.portage.gateway.pipeline.tls.CertificateHolders;
import uk.portage.gateway.pipeline.translate.Inbox;
import uk.portage.gateway.pipeline.translate.SiteRules;
import uk.portage.gateway.pipeline.translate.Translators;
import uk.portage.gateway.pipeline.translate.WarmUp;
import uk.portage.gateway.pipeline.validate.BundleValidator;
import uk.portage.gateway.store.Obligation;
import uk.portage.gateway.store.ParkedKey;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.SubmissionId;

/** The one road from receipt to mailbox, running: broker, relay, consumers, deliverers and listeners. */
public final class Road implements AutoCloseable {

    private static final long FAREWELL_SECONDS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(Road.class);

    private final RoadConfiguration configuration;
    private final Store store;
    private final MeterRegistry meters;
    private final Entries entries;
    private final Intake intake;
    private final Broker broker;
    private final Relay relay;
    private final Replaying replaying;
    private final Map<String, MllpChannel> channels = new HashMap<>();
    /** What has been started, the last first: the order of closing. */
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private Road(
            RoadConfiguration configuration,
            Store store,
            List<Adapter> adapters,
            Predicate<OdsCode> suspended,
            MeterRegistry meters,
            InstantSource clock)
            throws IOException {
        this.configuration = configuration;
        this.store = store;
        this.meters = meters;
        this.entries = new Entries(configuration::timeTarget);
        FullMailboxes full =
                new FullMailboxes(store, configuration.routing(), configuration.destinations(), configuration.quotas());
        this.intake = new Intake(
                store,
                adapters,
                configuration.siteKey(),
                configuration.timeTargets(),
                full::receiver,
                suspended,
                configuration.rates(),
                meters,
                clock);
        this.started.push(intake);
        this.broker =
                Broker.start(configuration.brokerDirectory(), configuration.destinations(), configuration.consumers());
        this.started.push(broker);
        this.relay = new Relay(store, broker);
        this.replaying = new Replaying(store, entries, clock);
    }

    /**
     * Starts everything, the listeners last: when this returns, the road is warm and takes records.
     *
     * @param store stays open when the road closes
     * @param clients whose the certificates of connecting senders are
     * @param suspended who may send nothing for now
     * @throws IOException if the broker cannot start or a port cannot be bound; nothing is left running
     * @throws IllegalArgumentException if the configuration cannot work, for example a channel without its adapter
     * @throws StoreUnavailableException if the broker is new and the outbox cannot be filled for it
     */
    public static Road start(
            RoadConfiguration configuration,
            Store store,
            List<Adapter> adapters,
            SiteRules rules,
            BundleValidator validator,
            CertificateHolders clients,
            Predicate<OdsCode> suspended,
            MeterRegistry meters,
            InstantSource clock)
            throws IOException {
        Road road = new Road(configuration, store, adapters, suspended, meters, clock);
        try {
            road.lay(new Translators(adapters, configuration.zone(), rules), validator, clients, clock);
            return road;
        } catch (IOException | RuntimeException e) {
            road.close();
            throw e;
        }
    }

    private void lay(
            Translators translators, BundleValidator validator, CertificateHolders clients, InstantSource clock)
            throws IOException {
        if (!broker.isFilled()) {
            LOG.info("The broker is new: {} rows are relayed to it", store.refillOutbox());
            broker.markFilled();
        }
        started.push(relay);
        relay.start();
        store.onCommit(relay::wake);
        started.push(Delivery.start(broker, configuration.destinations(), store, entries, meters));
        WarmUp.run(translators, validator);
        startInbox(translators, validator, clock);
        Maturity maturity = new Maturity(store, entries, clock);
        started.push(maturity);
        maturity.start();
        started.push(replaying);
        replaying.start();
        gauge("portage.outbox.depth", "Rows that the broker has not got yet", opened -> opened.outboxDepth());
        gauge(
                "portage.parked",
                "Persons whose records wait for an operator",
                opened -> opened.parkedKeys().size());
        CamelContext camel = startCamel();
        started.push(camel::stop);
        for (MllpConfiguration channel : configuration.channels()) {
            MllpChannel listener = MllpChannel.start(camel, channel, clients, intake);
            started.push(listener);
            channels.put(channel.channel().name(), listener);
        }
        // One file of the largest kind always finds room.
        long largest = configuration.folders().stream()
                .mapToLong(folder -> folder.limits().maxFileBytes())
                .max()
                .orElse(0);
        ReceiveBudget room =
                new ReceiveBudget(Math.max(largest, Runtime.getRuntime().maxMemory() / 8));
        for (FolderConfiguration folder : configuration.folders()) {
            started.push(FolderChannel.start(camel, folder, intake, room));
        }
    }

    private CamelContext startCamel() throws IOException {
        DefaultCamelContext camel = new DefaultCamelContext(false);
        camel.getCamelContextExtension().setName("portage");
        camel.disableJMX();
        camel.setMessageHistory(false);
        camel.setUseBreadcrumb(false);
        camel.setAllowUseOriginalMessage(false);
        camel.setStreamCaching(false);
        // A record must not reach a log.
        camel.setLogExhaustedMessageBody(false);
        camel.getShutdownStrategy().setTimeout(FAREWELL_SECONDS);
        camel.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
        try {
            camel.start();
            return camel;
        } catch (RuntimeException e) {
            throw new IOException("Camel cannot start", e);
        }
    }

    private void startInbox(Translators translators, BundleValidator validator, InstantSource clock) {
        Router router = new Router(
                configuration.routing(),
                configuration.destinations(),
                configuration.testChannels(),
                configuration.disclosure());
        Inbox inbox = new Inbox(
                store,
                translators,
                validator,
                router,
                configuration.siteKey(),
                entries,
                configuration::timeTarget,
                meters,
                clock);
        for (int i = 0; i < configuration.consumers(); i++) {
            started.push(
                    broker.consume(Addresses.INBOX, message -> inbox.take(message.submission(), message.attempt())));
        }
    }

    private void gauge(String name, String description, ToDoubleFunction<Store> value) {
        Meter gauge = Gauge.builder(name, store, value).description(description).register(meters);
        started.push(() -> meters.remove(gauge));
    }

    /** The port on which a channel listens: the real one if 0 was asked for. */
    public int mllpPort(String channel) {
        MllpChannel listener = channels.get(channel);
        if (listener == null) {
            throw new IllegalArgumentException("there is no channel " + channel);
        }
        return listener.port();
    }

    /** Where every transport hands over what it received. */
    public Intake intake() {
        return intake;
    }

    /** Never throws: a store that does not answer is part of the answer. */
    public RoadHealth health() {
        boolean writable = store.isWritable();
        long depth = 0;
        int parked = 0;
        try {
            depth = store.outboxDepth();
            parked = store.parkedKeys().size();
        } catch (StoreUnavailableException e) {
            writable = false;
        }
        return new RoadHealth(
                writable,
                broker.isUp(),
                relay.isUp(),
                depth,
                parked,
                broker.depth(Addresses.DEAD_LETTER),
                broker.consumers(Addresses.INBOX));
    }

    /**
     * Lets a parked person's records go on, in their order.
     *
     * @return how many records go on; 0 if the key is not parked
     * @throws StoreUnavailableException if the release could not be kept
     */
    public int release(OrderingKey key) {
        Optional<SubmissionId> first = store.parkedKeys().stream()
                .filter(parked -> parked.key().equals(key))
                .map(ParkedKey::first)
                .findFirst();
        return store.commit(transaction -> {
            int count = transaction.release(key);
            if (count > 0) {
                first.map(entries::released).ifPresent(transaction::append);
            }
            return count;
        });
    }

    /** An operator has ordered that records go the road once more: the first goes now. */
    public void replayOrdered() {
        replaying.wake();
    }

    /** What no consumer could take, the oldest first. */
    public List<DeadLetter> deadLetters(int limit) {
        return broker.deadLetters(limit);
    }

    /**
     * Has the store send another message in place of a dead letter, and removes that. An entry says so.
     *
     * @return false if nothing was left to be done, and nothing happened
     * @throws StoreUnavailableException if it could not be kept
     */
    public boolean sendAgain(DeadLetter letter) {
        Optional<SubmissionRow> submission = letter.submission().flatMap(store::submission);
        boolean sent = submission.isPresent()
                && store.commit(transaction -> {
                    boolean goes = transaction.sendAgain(letter);
                    if (goes) {
                        transaction.append(entries.sentAgain(submission.get(), letter));
                    }
                    return goes;
                });
        if (sent) {
            broker.removeDeadLetter(letter.id());
        }
        return sent;
    }

    /**
     * Removes a dead letter for which nothing is left to be done.
     *
     * @return false if it is not there, or if something is left to be done
     */
    public boolean remove(DeadLetter letter) {
        return store.submissions().obligation(letter) != Obligation.OPEN && broker.removeDeadLetter(letter.id());
    }

    /** Stops taking records, lets what is under way end, and stops. What has not been done goes on at the next start. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOG.warn("A part of the road did not stop in order: {}", e.toString());
            }
        }
    }
}
