package uk.portage.gateway.pipeline.broker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.client.impl.ClientConsumerInternal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/**
 * Consumes a queue in order on one thread. While the store commits what the first message brought, the next are taken,
 * so that a whole batch shares one commit of the store and one of the broker. A batch holds at most one message of each
 * person: what follows a failure for the same person has not been taken yet.
 */
public final class BatchConsumer implements AutoCloseable {

    /** The message property with the id of the submission. */
    static final String SUBMISSION = "portage_submission";

    /** The message property with the id of the transfer. */
    static final String TRANSFER = "portage_transfer";

    /** The message property with the name of the rendering, if it is not the whole one. */
    static final String RENDERING = "portage_rendering";

    private static final int MAX_BATCH = 200;
    private static final int ACKNOWLEDGEMENT_BATCH_BYTES = 1024 * 1024;
    private static final long LINGER_MILLISECONDS = 1;
    private static final long FAREWELL_MILLISECONDS = 10_000;
    private static final long JOIN_MILLISECONDS = 20;
    private static final Logger LOG = LoggerFactory.getLogger(BatchConsumer.class);

    private final ServerLocator locator;
    private final BrokerUser user;
    private final String queue;
    private final Receiver receiver;
    private final Thread thread;
    /** How many messages are still taken one by one, so that a bad one spoils no attempt of its neighbours. */
    private int alone;
    /** Received, but of a person who is in the batch before it. */
    private Optional<ClientMessage> heldOver = Optional.empty();

    /** True while it waits for a first message, and may be interrupted. */
    private volatile boolean waiting;

    private volatile boolean closed;

    /** Takes one message. */
    @FunctionalInterface
    public interface Receiver {

        /**
         * @return completes after the commit; with a {@link StoreUnavailableException} or {@link NotYetException} the message is
         *     tried again later, with anything else it counts as one failed attempt. What was committed may come again.
         */
        CompletableFuture<?> take(Incoming message);
    }

    BatchConsumer(ServerLocator locator, BrokerUser user, String queue, Receiver receiver) {
        this.locator = locator;
        this.user = user;
        this.queue = queue;
        this.receiver = receiver;
        this.thread = new Thread(this::run, "consume-" + queue);
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
                heldOver = Optional.empty();
                session.start();
                while (!closed) {
                    if (!consume(session, consumer)) {
                        // A moment, not longer and longer: others wait behind it.
                        new Backoff().pause(() -> closed);
                    }
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

    /** Consumes one batch. Returns false if one of its messages failed. */
    private boolean consume(ClientSession session, ClientConsumer consumer)
            throws ActiveMQException, InterruptedException {
        Optional<ClientMessage> message = heldOver.isPresent() ? heldOver : awaited(consumer);
        heldOver = Optional.empty();
        if (message.isEmpty()) {
            return true;
        }
        List<Taken> batch = new ArrayList<>();
        Set<String> persons = new HashSet<>();
        persons.add(person(message.get()));
        batch.add(take(message.get()));
        while (alone == 0 && batch.size() < MAX_BATCH && !closed && batch.get(0).isUnderWay()) {
            Optional<ClientMessage> next = ready(consumer);
            if (next.isEmpty()) {
                batch.get(0).linger();
            } else if (persons.add(person(next.get()))) {
                batch.add(take(next.get()));
            } else {
                heldOver = next;
                break;
            }
        }
        try {
            for (Taken taken : batch) {
                await(taken);
            }
        } catch (ExecutionException e) {
            // Some of them may be committed: coming again, they are recognised.
            heldOver = Optional.empty();
            session.rollback();
            alone = MAX_BATCH;
            return false;
        }
        session.commit();
        alone = Math.max(0, alone - 1);
        return true;
    }

    private Optional<ClientMessage> awaited(ClientConsumer consumer) throws ActiveMQException {
        waiting = true;
        try {
            return Optional.ofNullable(consumer.receive());
        } finally {
            waiting = false;
        }
    }

    /** One that is here already: asking the broker for one, as the public methods would, costs a round trip. */
    private static Optional<ClientMessage> ready(ClientConsumer consumer) throws ActiveMQException {
        return ((ClientConsumerInternal) consumer).getBufferSize() > 0
                ? Optional.ofNullable(consumer.receive(LINGER_MILLISECONDS))
                : Optional.empty();
    }

    private static String person(ClientMessage message) {
        return String.valueOf(message.getGroupID());
    }

    private record Taken(Incoming message, CompletableFuture<?> committed) {

        /** False as soon as it is known how it ended. */
        boolean isUnderWay() {
            return !committed.isDone();
        }

        /** Waits a moment for it to end, however it ends. */
        void linger() throws InterruptedException {
            try {
                committed.get(LINGER_MILLISECONDS, TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // Looked into when the batch is complete.
            }
        }
    }

    private Taken take(ClientMessage message) throws ActiveMQException {
        message.acknowledge();
        Incoming incoming = new Incoming(
                SubmissionId.parse(message.getStringProperty(SUBMISSION)),
                Optional.ofNullable(message.getStringProperty(TRANSFER)).flatMap(TransferId::parse),
                Optional.ofNullable(message.getStringProperty(RENDERING))
                        .map(Rendering::valueOf)
                        .orElse(Rendering.WHOLE),
                message.getDeliveryCount());
        return new Taken(incoming, receiver.take(incoming));
    }

    /** Waits where it stands while the store is away or another is before it: nothing may overtake, and waiting is no failed attempt. */
    private void await(Taken taken) throws InterruptedException, ExecutionException {
        Backoff backoff = new Backoff();
        CompletableFuture<?> committed = taken.committed();
        while (true) {
            try {
                committed.get();
                return;
            } catch (ExecutionException e) {
                if (closed || !mayWait(e.getCause())) {
                    throw e;
                }
                backoff.pause(() -> closed);
                committed = receiver.take(taken.message());
            }
        }
    }

    private static boolean mayWait(@Nullable Throwable failure) {
        return failure instanceof StoreUnavailableException || failure instanceof NotYetException;
    }

    /** Lets the batch under way end; what waits for the store gives up and comes again at the next start. */
    @Override
    public void close() {
        closed = true;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLISECONDS);
        try {
            while (thread.isAlive() && System.nanoTime() < end) {
                if (waiting) {
                    thread.interrupt();
                }
                thread.join(JOIN_MILLISECONDS);
            }
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        locator.close();
    }
}
