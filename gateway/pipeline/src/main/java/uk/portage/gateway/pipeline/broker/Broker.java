package uk.portage.gateway.pipeline.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/**
 * The embedded Artemis. It is reached from this process only, by credentials that live no longer than the process.
 * Safe for use by many threads.
 */
public final class Broker implements AutoCloseable {

    /** Lies in the broker's directory once everything unfinished has been put into the outbox for it. */
    private static final String FILLED = "filled-with-claim-checks";

    /** The same of a version whose messages held bundles, as they were. */
    private static final String FILLED_WITH_RECORDS = "filled";

    /** Claim checks are small, and what one consumer holds no other can take. */
    private static final int WINDOW_BYTES = 64 * 1024;

    private static final long CALL_TIMEOUT_MILLISECONDS = 30_000;

    private static final AtomicInteger SERVER_IDS = new AtomicInteger();
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    private final EmbeddedActiveMQ embedded;
    private final ActiveMQServer server;
    private final Path filled;
    private final TransportConfiguration transport;
    private final BrokerUser relay;
    private final BrokerUser road;

    private Broker(EmbeddedActiveMQ embedded, Path directory, int serverId, BrokerUser relay, BrokerUser road) {
        this.embedded = embedded;
        this.server = embedded.getActiveMQServer();
        this.filled = directory.resolve(FILLED);
        this.transport = new TransportConfiguration(
                InVMConnectorFactory.class.getName(), Map.of("serverId", serverId), "in-process");
        this.relay = relay;
        this.road = road;
    }

    /**
     * @param directory its journal; created if it is not there
     * @param destinations each gets an address and a queue
     * @param inboxConsumers how many consumers of the inbox the broker waits for before it gives out messages
     * @throws IOException if it does not run afterwards, for whatever reason
     */
    public static Broker start(Path directory, Collection<OdsCode> destinations, int inboxConsumers)
            throws IOException {
        int serverId = SERVER_IDS.incrementAndGet();
        BrokerUser relay = BrokerUser.drawn(BrokerUser.RELAY);
        BrokerUser road = BrokerUser.drawn(BrokerUser.ROAD);
        EmbeddedActiveMQ embedded = new EmbeddedActiveMQ();
        AtomicReference<Exception> failure = new AtomicReference<>();
        try {
            if (Files.exists(directory.resolve(FILLED_WITH_RECORDS))) {
                delete(directory);
            }
            Files.createDirectories(directory);
            embedded.setConfiguration(BrokerSettings.of(directory, serverId, destinations, inboxConsumers))
                    .setSecurityManager(new InProcessSecurity(List.of(relay, road)))
                    .createActiveMQServer();
            embedded.getActiveMQServer().registerActivationFailureListener(failure::set);
            embedded.start();
        } catch (Exception e) {
            failure.set(e);
        }
        ActiveMQServer server = embedded.getActiveMQServer();
        if (failure.get() != null || server == null || !server.isActive()) {
            stop(embedded);
            throw new IOException("the broker cannot start in " + directory, failure.get());
        }
        return new Broker(embedded, directory, serverId, relay, road);
    }

    /** Nothing is lost with it: what is unfinished is relayed again. */
    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(directory)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.delete(one);
        }
    }

    /** False if its directory is new, so that what was relayed before has to be relayed again. */
    public boolean isFilled() {
        return Files.exists(filled);
    }

    /** Says that the outbox holds everything unfinished, so that this broker will get it. */
    public void markFilled() throws IOException {
        Files.writeString(filled, "");
    }

    /** True if it runs and takes messages. */
    public boolean isUp() {
        return server.isActive() && !server.getPagingManager().isDiskFull();
    }

    /** True if there is a queue of this name. */
    public boolean hasQueue(String name) {
        return server.locateQueue(SimpleString.of(name)) != null;
    }

    /** How many messages lie in a queue; 0 if there is no such queue. */
    public long depth(String name) {
        Queue queue = server.locateQueue(SimpleString.of(name));
        return queue == null ? 0 : queue.getMessageCount();
    }

    /** How many consumers a queue has; 0 if there is no such queue. */
    public int consumers(String name) {
        Queue queue = server.locateQueue(SimpleString.of(name));
        return queue == null ? 0 : queue.getConsumerCount();
    }

    /** What no consumer could take, the oldest first. */
    public List<DeadLetter> deadLetters(int limit) {
        List<DeadLetter> letters = new ArrayList<>();
        Queue queue = server.locateQueue(SimpleString.of(Addresses.DEAD_LETTER));
        if (queue == null) {
            return letters;
        }
        try (LinkedListIterator<MessageReference> all = queue.browserIterator()) {
            while (letters.size() < limit && all.hasNext()) {
                letters.add(letter(all.next().getMessage()));
            }
        } catch (NoSuchElementException e) {
            // What lay on the last page was taken while it was read.
        }
        return letters;
    }

    private static DeadLetter letter(Message message) {
        return new DeadLetter(
                message.getMessageID(),
                Objects.requireNonNullElse(message.getStringProperty(Message.HDR_ORIGINAL_QUEUE), ""),
                Optional.ofNullable(message.getStringProperty(BatchConsumer.SUBMISSION))
                        .flatMap(TransferId::parse)
                        .map(id -> new SubmissionId(id.value())),
                Optional.ofNullable(message.getStringProperty(BatchConsumer.TRANSFER))
                        .flatMap(TransferId::parse),
                Instant.ofEpochMilli(message.getTimestamp()));
    }

    /** Takes a dead letter away. Returns false if it is not there. */
    public boolean removeDeadLetter(long id) {
        Queue queue = server.locateQueue(SimpleString.of(Addresses.DEAD_LETTER));
        try {
            return queue != null && queue.deleteReference(id);
        } catch (Exception e) {
            LOG.warn("A dead letter could not be removed: {}", e.getClass().getName());
            return false;
        }
    }

    /** For the one sender. */
    public Sending sending() {
        // The commit answers for the whole batch; waiting for each message would cost a write to disk each.
        ServerLocator locator = locator().setBlockOnDurableSend(false).setBlockOnNonDurableSend(false);
        return new Sending(locator, relay);
    }

    /** Starts a consumer of a queue. */
    public BatchConsumer consume(String queue, BatchConsumer.Receiver receiver) {
        return new BatchConsumer(locator().setConsumerWindowSize(WINDOW_BYTES), road, queue, receiver).started();
    }

    TransportConfiguration transport() {
        return transport;
    }

    private ServerLocator locator() {
        return ActiveMQClient.createServerLocatorWithoutHA(transport)
                .setCallTimeout(CALL_TIMEOUT_MILLISECONDS)
                .setReconnectAttempts(0);
    }

    @Override
    public void close() {
        stop(embedded);
    }

    private static void stop(EmbeddedActiveMQ embedded) {
        try {
            if (embedded.getActiveMQServer() != null) {
                embedded.stop();
            }
        } catch (Exception e) {
            LOG.warn("The broker did not stop in order: {}", e.toString());
        }
    }
}
