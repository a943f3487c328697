package uk.portage.gateway.pipeline.amqp;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.core.filter.impl.FilterImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.pipeline.tls.Tls;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferId;

/**
 * Mailboxes over AMQP 1.0: each destination consumes or browses {@code mailbox.CODE}, with its ODS code and bearer token
 * by SASL PLAIN. A message is one transfer: the bundle as FHIR JSON, {@code correlation-id} and the property
 * {@code transfer} its id, {@code sender}, {@code workflow} and the address of its {@code receipt} beside them. Settling
 * it as accepted collects it. What is handed back is handed out again. The business acknowledgement is a message to {@code reply-to}, with the same
 * {@code correlation-id}: accepted once it is kept, or rejected.
 *
 * <p>The broker behind it is not the road's and keeps nothing: whatever happens to it, the store knows what waits.
 */
public final class AmqpMailboxes implements AutoCloseable {

    private static final AtomicInteger SERVER_IDS = new AtomicInteger(1_000_000);
    private static final Logger LOG = LoggerFactory.getLogger(AmqpMailboxes.class);

    private final EmbeddedActiveMQ embedded;
    private final Filling filling;
    private final Upkeep upkeep;

    private AmqpMailboxes(EmbeddedActiveMQ embedded, Filling filling, Upkeep upkeep) {
        this.embedded = embedded;
        this.filling = filling;
        this.upkeep = upkeep;
    }

    /**
     * @param replies takes business acknowledgements
     * @param receipts where the destination of a transfer finds what proves what happened to it
     * @throws IOException if it does not run afterwards, for whatever reason
     */
    public static AmqpMailboxes start(
            AmqpConfiguration configuration,
            Store store,
            Logins logins,
            Replies replies,
            Function<TransferId, URI> receipts)
            throws IOException {
        int serverId = SERVER_IDS.incrementAndGet();
        String secret = Filling.secret();
        Map<String, Outgoing> mailboxes = configuration.destinations().stream()
                .map(destination -> new Outgoing(destination, store))
                .collect(Collectors.toUnmodifiableMap(Outgoing::address, Function.identity()));
        Optional<Tls> tls = configuration.tls().isPresent()
                ? Optional.of(Tls.open(configuration.tls().get()))
                : Optional.empty();
        DestinationSecurity security = new DestinationSecurity(configuration.destinations(), logins, secret);
        EmbeddedActiveMQ embedded = new EmbeddedActiveMQ();
        AtomicReference<Exception> failure = new AtomicReference<>();
        try {
            embedded.setConfiguration(AmqpSettings.of(configuration, serverId))
                    .setSecurityManager(security)
                    .createActiveMQServer();
            embedded.getActiveMQServer()
                    .addProtocolManagerFactory(
                            new GuardedProtocol(AmqpSettings.LOGIN_TIME, AmqpSettings.MOST_STRANGERS));
            embedded.getActiveMQServer().registerBrokerPlugin(new Settling(mailboxes));
            embedded.getActiveMQServer()
                    .registerBrokerPlugin(new Replying(
                            configuration.destinations().stream()
                                    .collect(Collectors.toMap(AmqpSettings::replyAddress, Function.identity())),
                            replies));
            embedded.getActiveMQServer().registerActivationFailureListener(failure::set);
            embedded.start();
        } catch (Exception e) {
            failure.set(e);
        }
        if (failure.get() != null
                || embedded.getActiveMQServer() == null
                || !embedded.getActiveMQServer().isActive()) {
            stop(embedded);
            throw new IOException(
                    "AMQP cannot be spoken at " + configuration.host() + ":" + configuration.port(), failure.get());
        }
        Filling filling = new Filling(
                ActiveMQClient.createServerLocatorWithoutHA(new TransportConfiguration(
                                InVMConnectorFactory.class.getName(), Map.of("serverId", serverId), "in-process"))
                        .setBlockOnNonDurableSend(true)
                        .setReconnectAttempts(0),
                secret,
                List.copyOf(mailboxes.values()),
                receipts,
                (address, transfer) -> takeBack(embedded.getActiveMQServer(), address, transfer));
        store.onCommit(filling::wake);
        filling.start();
        Upkeep upkeep = new Upkeep(embedded.getActiveMQServer(), security, tls);
        upkeep.start();
        return new AmqpMailboxes(embedded, filling, upkeep);
    }

    private static void takeBack(ActiveMQServer server, String address, String transfer) {
        try {
            Queue queue = server.locateQueue(SimpleString.of(address));
            // A transfer's id has neither quote nor space.
            queue.deleteMatchingReferences(FilterImpl.createFilter(Outgoing.TRANSFER + "='" + transfer + "'"));
        } catch (Exception e) {
            LOG.warn(
                    "Transfer {} could not be taken back: {}",
                    transfer,
                    e.getClass().getName());
        }
    }

    /** The address that a destination consumes. */
    public static String address(OdsCode destination) {
        return AmqpSettings.address(destination);
    }

    /** The address to which a destination sends its business acknowledgements. */
    public static String replyAddress(OdsCode destination) {
        return AmqpSettings.replyAddress(destination);
    }

    /** The port on which it listens: the real one if 0 was asked for. */
    public int port() {
        return ((NettyAcceptor)
                        embedded.getActiveMQServer().getRemotingService().getAcceptor(AmqpSettings.ACCEPTOR))
                .getActualPort();
    }

    @Override
    public void close() {
        upkeep.close();
        filling.close();
        stop(embedded);
    }

    private static void stop(EmbeddedActiveMQ embedded) {
        try {
            if (embedded.getActiveMQServer() != null) {
                embedded.stop();
            }
        } catch (Exception e) {
            LOG.warn("AMQP did not stop in order: {}", e.toString());
        }
    }

    /** Hears what became of a message that was given out. */
    private static final class Settling implements ActiveMQServerMessagePlugin {

        private final Map<String, Outgoing> mailboxes;

        Settling(Map<String, Outgoing> mailboxes) {
            this.mailboxes = mailboxes;
        }

        @Override
        public void messageAcknowledged(
                @Nullable Transaction transaction,
                MessageReference reference,
                AckReason reason,
                @Nullable ServerConsumer consumer) {
            Outgoing mailbox = mailboxes.get(reference.getQueue().getName().toString());
            if (mailbox != null) {
                mailbox.settled(
                        String.valueOf(reference.getMessage().getStringProperty(Outgoing.TRANSFER)),
                        reason == AckReason.NORMAL);
            }
        }
    }
}
