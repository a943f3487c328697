package uk.portage.gateway.pipeline.amqp;

import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.reader.MessageUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.TransferId;

/** One thread that takes what waits in mailboxes to the broker. */
final class Filling implements AutoCloseable {

    private static final SimpleString CONTENT_TYPE = SimpleString.of("JMS_AMQP_ContentType");
    /** The broker's own ids are of another version of UUID than a transfer's. */
    private static final SimpleString MESSAGE_ID = SimpleString.of("NATIVE_MESSAGE_ID");

    private static final SimpleString CORRELATION_ID = SimpleString.of("JMSCorrelationID");
    private static final long LOOK_EVERY_MILLISECONDS = 1_000;
    private static final long BEGIN_AGAIN_NANOSECONDS = TimeUnit.SECONDS.toNanos(15);
    private static final long TAKE_BACK_NANOSECONDS = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(Filling.class);

    private final ServerLocator locator;
    private final String secret;
    private final List<Outgoing> mailboxes;
    private final Function<TransferId, URI> receipts;
    private final Recall recall;
    private final Semaphore work = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "portage-amqp");
    private volatile boolean closed;

    /** Takes a message that has not been given to a consumer out of its queue. */
    @FunctionalInterface
    interface Recall {
        void recall(String address, String transfer);
    }

    /** @param receipts where the receipt of a transfer is */
    Filling(
            ServerLocator locator,
            String secret,
            List<Outgoing> mailboxes,
            Function<TransferId, URI> receipts,
            Recall recall) {
        this.locator = locator;
        this.secret = secret;
        this.mailboxes = mailboxes;
        this.receipts = receipts;
        this.recall = recall;
    }

    static String secret() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Something may wait. */
    void wake() {
        if (work.availablePermits() == 0) {
            work.release();
        }
    }

    private void run() {
        while (!closed) {
            try (ClientSessionFactory factory = locator.createSessionFactory();
                    ClientSession session =
                            factory.createSession(DestinationSecurity.FILLER, secret, false, true, true, false, 0)) {
                fill(session, session.createProducer());
            } catch (InterruptedException stopping) {
                return;
            } catch (Exception e) {
                // Its class only. What was not sent is found again.
                LOG.warn(
                        "Mailboxes could not be filled for AMQP: {}",
                        e.getClass().getName());
                pause();
            }
        }
    }

    private void fill(ClientSession session, ClientProducer producer) throws ActiveMQException, InterruptedException {
        mailboxes.forEach(Outgoing::fromTheBeginning);
        long begun = System.nanoTime();
        long takenBack = begun;
        while (!closed) {
            if (System.nanoTime() - takenBack > TAKE_BACK_NANOSECONDS) {
                mailboxes.forEach(this::takeBack);
                takenBack = System.nanoTime();
            }
            if (System.nanoTime() - begun > BEGIN_AGAIN_NANOSECONDS) {
                mailboxes.forEach(Outgoing::fromTheBeginning);
                begun = System.nanoTime();
            }
            for (Outgoing mailbox : mailboxes) {
                for (MailboxItem item : mailbox.next()) {
                    send(session, producer, mailbox, item);
                }
            }
            if (work.tryAcquire(LOOK_EVERY_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                work.drainPermits();
            }
        }
    }

    /** A record that its sender has withdrawn must not be given out. One that a consumer holds already cannot be recalled. */
    private void takeBack(Outgoing mailbox) {
        for (String transfer : mailbox.noLongerWaiting()) {
            recall.recall(mailbox.address(), transfer);
            mailbox.takenBack(transfer);
        }
    }

    private void send(ClientSession session, ClientProducer producer, Outgoing mailbox, MailboxItem item)
            throws ActiveMQException {
        try {
            Optional<byte[]> bundle = mailbox.bundle(item);
            if (bundle.isEmpty()) {
                LOG.error("Transfer {} has no intact bundle and is not given out", item.transfer());
                return;
            }
            ClientMessage message = session.createMessage(Message.BYTES_TYPE, false);
            String transfer = item.transfer().toString();
            message.putStringProperty(CORRELATION_ID, SimpleString.of(transfer));
            message.putStringProperty(MESSAGE_ID, SimpleString.of("ID:" + transfer));
            MessageUtil.setJMSReplyTo(message, mailbox.replyAddress());
            message.putStringProperty(CONTENT_TYPE, SimpleString.of("application/fhir+json"));
            message.putStringProperty(Outgoing.TRANSFER, transfer);
            message.putStringProperty("sender", item.sender().value());
            message.putStringProperty("workflow", item.workflow().code());
            message.putStringProperty("receipt", receipts.apply(item.transfer()).toString());
            message.getBodyBuffer().writeBytes(bundle.get());
            producer.send(mailbox.address(), message);
        } catch (ActiveMQException | RuntimeException e) {
            mailbox.notSent(item);
            throw e;
        }
    }

    private void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        locator.close();
    }
}
