package uk.portage.gateway.pipeline.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/**
 * Consumes one queue in order on one thread. While the store commits what the first message brought, the next are
 * taken, so that a whole batch shares one commit of the store and one of the broker.
 */
public final class BatchConsumer implements AutoCloseable {

    /** The message property with the id of the submission. */
    static final String SUBMISSION = "portage_submission";

    /** The message property with the id of the transfer. */
    static final String TRANSFER = "portage_transfer";

    private static final int MAX_BATCH = 200;
    private static final int ACKNOWLEDGEMENT_BATCH_BYTES = 1024 * 1024;
    private static final long LINGER_MILLISECONDS = 1;
    private static final long FAREWELL_MILLISECONDS = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(BatchConsumer.class);

    private final ServerLocator locator;
    private final BrokerUser user;
    private final String queue;
    private final Receiver receiver;
    private final Thread thread;
    /** How many messages are still taken one by one, so that a bad one spoils no attempt of its neighbours. */
    private int alone;

    private volatile boolean closed;

    /** Takes one message. */
    @FunctionalInterface
    public interface Receiver {

        /**
         * @return completes after the commit; with a {@link StoreUnavailableException} the message is tried again
         *     later, with anything else it counts as one failed attempt. What was committed may come again.
         */
        CompletableFuture<?> take(Incoming message);
    }

    BatchConsumer(ServerLocator locator, BrokerUser user, String queue, Receiver receiver) {
        this.locator = locator;
        this.user = user;
        this.queue = queue;
        this.receiver = receiver;
        this.thread = new Thread(this::run, "deliver-" + queue);
    }

    BatchConsumer started() {
        thread.start();
        return this;
    }

    private void run() {
        Backoff backoff = new Backoff();
        while (!closed) {
            try (ClientSessionFactory factory = locator.createSessionFactory()) {
                ClientSession session = factory.createSession(
                        user.role(), user.password(), false, true, false, false, ACKNOWLEDGEMENT_BATCH_BYTES);
                ClientConsumer consumer = session.createConsumer(queue);
                session.start();
                while (!closed) {
                    consume(session, consumer);
                    backoff.reset();
                }
            } catch (Exception e) {
                if (!closed) {
                    // Its class only: a message may quote what was consumed.
                    LOG.warn(
                            "Queue {} is tried again soon: {}",
                            queue,
                            e.getClass().getName());
                    backoff.pause(() -> closed);
                }
            }
        }
    }

    private void consume(ClientSession session, ClientConsumer consumer)
            throws ActiveMQException, InterruptedException, ExecutionException {
        ClientMessage message = consumer.receive();
        if (message == null) {
            return;
        }
        List<Taken> batch = new ArrayList<>();
        batch.add(take(message));
        while (alone == 0
                && batch.size() < MAX_BATCH
                && !batch.get(0).committed().isDone()
                && !closed) {
            ClientMessage next = consumer.receive(LINGER_MILLISECONDS);
            if (next != null) {
                batch.add(take(next));
            }
        }
        try {
            for (Taken taken : batch) {
                await(taken);
            }
        } catch (ExecutionException e) {
            // Some of them may be committed: coming again, they are recognised.
            session.rollback();
            alone = MAX_BATCH;
            throw e;
        }
        session.commit();
        alone = Math.max(0, alone - 1);
    }

    private record Taken(Incoming message, CompletableFuture<?> committed) {}

    private Taken take(ClientMessage message) throws ActiveMQException {
        message.acknowledge();
        byte[] body = new byte[message.getBodySize()];
        message.getBodyBuffer().readBytes(body);
        Incoming incoming = new Incoming(
                SubmissionId.parse(message.getStringProperty(SUBMISSION)),
                TransferId.parse(message.getStringProperty(TRANSFER)).orElseThrow(),
                body);
        return new Taken(incoming, receiver.take(incoming));
    }

    /** Waits where it stands while the store is away: nothing may overtake, and waiting is no failed attempt. */
    private void await(Taken taken) throws InterruptedException, ExecutionException {
        Backoff backoff = new Backoff();
        CompletableFuture<?> committed = taken.committed();
        while (true) {
            try {
                committed.get();
                return;
            } catch (ExecutionException e) {
                if (closed || !(e.getCause() instanceof StoreUnavailableException)) {
                    throw e;
                }
                backoff.pause(() -> closed);
                committed = receiver.take(taken.message());
            }
        }
    }

    /** Gives up what is under way; it comes again at the next start. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(FAREWELL_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        locator.close();
    }
}
