package uk.portage.gateway.pipeline.amqp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.reader.TextMessageUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Takes what destinations send to their reply addresses, before the broker does. It queues nothing: the broker says
 * {@code accepted} to the sender when this returns, and that is after the commit; what this throws is {@code rejected},
 * with the code of the failure in its description.
 */
final class Replying implements ActiveMQServerMessagePlugin {

    private static final Logger LOG = LoggerFactory.getLogger(Replying.class);

    /** Beyond any lawful one. */
    private static final int LARGEST = 20_000;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String JMS_PREFIX = "ID:";

    private final Map<String, OdsCode> destinations;
    private final Replies replies;

    /** One that took too long; while it is not done, nobody waits for another. */
    private volatile CompletableFuture<Optional<FailureCode>> slow =
            CompletableFuture.completedFuture(Optional.empty());

    /** @param destinations by their reply addresses */
    Replying(Map<String, OdsCode> destinations, Replies replies) {
        this.destinations = Map.copyOf(destinations);
        this.replies = replies;
    }

    @Override
    public void beforeSend(
            ServerSession session,
            @Nullable Transaction transaction,
            Message message,
            boolean direct,
            boolean noAutoCreateQueue)
            throws ActiveMQException {
        String address = String.valueOf(message.getAddress());
        if (!address.startsWith(AmqpSettings.REPLY_PREFIX)) {
            return;
        }
        OdsCode destination = destinations.get(address);
        if (destination == null || !destination.value().equals(session.getUsername())) {
            throw refused(FailureCode.FORBIDDEN);
        }
        if (transaction != null) {
            // It would be kept whatever becomes of the transaction.
            throw refused(FailureCode.UNSUPPORTED_TYPE);
        }
        Optional<FailureCode> refusal = taken(destination, message);
        if (refusal.isPresent()) {
            throw refused(refusal.get());
        }
    }

    private Optional<FailureCode> taken(OdsCode destination, Message message) {
        if (message.isLargeMessage() || message.getEncodeSize() > LARGEST) {
            return Optional.of(FailureCode.OVERSIZED);
        }
        Optional<byte[]> body = body(message);
        if (body.isEmpty()) {
            return Optional.of(FailureCode.UNREADABLE);
        }
        // The thread serves other connections as well: it must not wait again and again for a store that does not
        // answer.
        if (!slow.isDone()) {
            return Optional.of(FailureCode.STORE_UNAVAILABLE);
        }
        CompletableFuture<Optional<FailureCode>> taking = replies.take(destination, correlation(message), body.get());
        try {
            return taking.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            slow = taking;
            return Optional.of(FailureCode.STORE_UNAVAILABLE);
        } catch (ExecutionException e) {
            // The class only: texts may quote.
            String cause = Optional.ofNullable(e.getCause())
                    .map(c -> c.getClass().getName())
                    .orElse("");
            LOG.warn("A reply of {} could not be taken: {}", destination, cause);
            return Optional.of(FailureCode.INTERNAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(FailureCode.STORE_UNAVAILABLE);
        }
    }

    /** A client of JMS answers the correlation-id or the message-id, which is the same after a prefix. */
    private static String correlation(Message message) {
        Object id = message.getCorrelationID();
        String text = id == null ? "" : id.toString();
        return text.startsWith(JMS_PREFIX) ? text.substring(JMS_PREFIX.length()) : text;
    }

    /** The bytes of one section of data, or of one text; empty if the body is something else. */
    private static Optional<byte[]> body(Message message) {
        try {
            ICoreMessage core = message.toCore();
            ActiveMQBuffer buffer = core.getReadOnlyBodyBuffer();
            if (core.getType() == Message.TEXT_TYPE) {
                SimpleString text = TextMessageUtil.readBodyText(buffer);
                return Optional.ofNullable(text).map(t -> t.toString().getBytes(StandardCharsets.UTF_8));
            }
            if (core.getType() != Message.BYTES_TYPE) {
                return Optional.empty();
            }
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
            return Optional.of(bytes);
        } catch (RuntimeException notConvertible) {
            return Optional.empty();
        }
    }

    private static ActiveMQException refused(FailureCode code) {
        return new ActiveMQException(code.name() + ": " + code.meaning(), ActiveMQExceptionType.GENERIC_EXCEPTION);
    }
}
