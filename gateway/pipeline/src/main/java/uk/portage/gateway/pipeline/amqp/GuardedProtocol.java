package uk.portage.gateway.pipeline.amqp;

import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.BaseInterceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.protocol.amqp.broker.ActiveMQProtonRemotingConnection;
import org.apache.activemq.artemis.protocol.amqp.broker.AmqpInterceptor;
import org.apache.activemq.artemis.protocol.amqp.broker.ProtonProtocolManager;
import org.apache.activemq.artemis.protocol.amqp.broker.ProtonProtocolManagerFactory;
import org.apache.activemq.artemis.protocol.amqp.proton.AMQPRoutingHandler;
import org.apache.activemq.artemis.spi.core.protocol.ConnectionEntry;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManager;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.apache.activemq.artemis.spi.core.remoting.Connection;
import org.apache.activemq.artemis.utils.uri.BeanSupport;
import uk.portage.gateway.pipeline.connections.Strangers;

/**
 * The broker's AMQP behind a {@link LoginGuard}, which also hears what is no AMQP, for there is no other protocol here, and
 * with the {@link SameRefusal} for all that a login may not have.
 */
final class GuardedProtocol extends ProtonProtocolManagerFactory {

    private final Duration patience;
    private final Strangers strangers;

    /**
     * @param patience within which a login must have been found right
     * @param mostStrangers how many may be about to log in at the same time
     */
    GuardedProtocol(Duration patience, int mostStrangers) {
        this.patience = patience;
        this.strangers = new Strangers(mostStrangers);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the method that this one replaces
    public ProtocolManager<AmqpInterceptor, AMQPRoutingHandler> createProtocolManager(
            ActiveMQServer server,
            Map<String, Object> parameters,
            List<BaseInterceptor> incoming,
            List<BaseInterceptor> outgoing)
            throws Exception {
        BeanSupport.stripPasswords(parameters);
        ProtonProtocolManager manager = new ProtonProtocolManager(this, server, incoming, outgoing) {
            @Override
            public boolean isProtocol(byte[] beginning) {
                return true;
            }

            @Override
            public void addChannelHandlers(ChannelPipeline pipeline) {
                pipeline.addLast("login-guard", new LoginGuard());
                pipeline.addLast("login-outcome", new LoginOutcome(patience, strangers));
            }

            @Override
            public ConnectionEntry createConnectionEntry(Acceptor acceptor, Connection connection) {
                ConnectionEntry entry = super.createConnectionEntry(acceptor, connection);
                if (entry.connection instanceof ActiveMQProtonRemotingConnection remote) {
                    remote.getAmqpConnection().addEventHandler(new SameRefusal());
                }
                return entry;
            }
        };
        BeanSupport.setData(manager, parameters);
        return manager;
    }
}
