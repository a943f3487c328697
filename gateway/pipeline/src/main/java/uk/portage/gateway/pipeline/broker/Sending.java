package uk.portage.gateway.pipeline.broker;

import java.util.List;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import uk.portage.gateway.store.OutboxRow;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.TransferId;

/**
 * Sends batches of messages, each whole or not at all, with duplicate ids. They are claim checks: of a record they hold
 * nothing, so that nothing of one is on the broker's disk. One connection, made when it is needed, for
 * one thread.
 */
public final class Sending implements AutoCloseable {

    private final ServerLocator locator;
    private final BrokerUser user;
    private Optional<Open> open = Optional.empty();

    Sending(ServerLocator locator, BrokerUser user) {
        this.locator = locator;
        this.user = user;
    }

    /**
     * Sends in order. A message that the broker has had before is left out, and that is not a failure.
     *
     * @throws BrokerUnavailableException if not everything was sent: what was is recognised when it is sent again
     */
    public void send(List<OutboxRow.Draft> messages) throws BrokerUnavailableException {
        try {
            Open connection = open();
            if (!sendTogether(connection, messages)) {
                // One of them is known to the broker, which refuses the batch for it: alone, each passes or is known.
                for (OutboxRow.Draft message : messages) {
                    sendTogether(connection, List.of(message));
                }
            }
        } catch (ActiveMQException | RuntimeException e) {
            close();
            throw new BrokerUnavailableException("the broker did not take the messages", e);
        }
    }

    /** Returns false if the broker knew one of them; then it took none. */
    private static boolean sendTogether(Open connection, List<OutboxRow.Draft> messages) throws ActiveMQException {
        try {
            for (OutboxRow.Draft message : messages) {
                connection.producer().send(message.address(), written(connection.session(), message));
            }
            connection.session().commit();
            return true;
        } catch (ActiveMQException e) {
            if (isDuplicate(e)) {
                connection.session().rollback();
                return false;
            }
            throw e;
        }
    }

    private static boolean isDuplicate(ActiveMQException e) {
        return e.getType() == ActiveMQExceptionType.DUPLICATE_ID_REJECTED
                || (e.getCause() instanceof ActiveMQException cause && isDuplicate(cause));
    }

    private static ClientMessage written(ClientSession session, OutboxRow.Draft outgoing) {
        ClientMessage message = session.createMessage(Message.BYTES_TYPE, true);
        message.putStringProperty(Message.HDR_DUPLICATE_DETECTION_ID, SimpleString.of(outgoing.duplicateId()));
        message.setGroupID(outgoing.orderingKey().value());
        message.putStringProperty(
                BatchConsumer.SUBMISSION, outgoing.submission().toString());
        outgoing.transfer()
                .map(TransferId::toString)
                .ifPresent(transfer -> message.putStringProperty(BatchConsumer.TRANSFER, transfer));
        if (outgoing.rendering() != Rendering.WHOLE) {
            message.putStringProperty(
                    BatchConsumer.RENDERING, outgoing.rendering().name());
        }
        return message;
    }

    private Open open() throws ActiveMQException {
        if (open.isEmpty()) {
            ClientSessionFactory factory;
            try {
                factory = locator.createSessionFactory();
            } catch (ActiveMQException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new ActiveMQException(e.getClass().getName());
            }
            ClientSession session = factory.createSession(user.role(), user.password(), false, false, true, false, 0);
            open = Optional.of(new Open(factory, session, session.createProducer()));
        }
        return open.get();
    }

    @Override
    public void close() {
        open.ifPresent(connection -> connection.factory().close());
        open = Optional.empty();
    }

    private record Open(ClientSessionFactory factory, ClientSession session, ClientProducer producer) {}
}
