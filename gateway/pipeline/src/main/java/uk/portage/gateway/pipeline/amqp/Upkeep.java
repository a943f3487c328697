package uk.portage.gateway.pipeline.amqp;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.pipeline.tls.Tls;

/**
 * What the broker does not do by itself, every two seconds.
 *
 * <p>Who would not be let in any more is put out: the broker asks who is there when somebody begins to consume, not for
 * each message, so that who has once begun would go on for as long as it stays connected.
 *
 * <p>Changed keys are taken up once they have been found good: the broker's own watch closes its port first and looks at
 * the keys then. For the moment of the change nobody new can connect; whoever is connected stays.
 */
final class Upkeep implements AutoCloseable {

    private static final long EVERY_SECONDS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final ActiveMQServer server;
    private final DestinationSecurity security;
    private final Optional<Tls> tls;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "portage-amqp-upkeep");
        thread.setDaemon(true);
        return thread;
    });

    private Optional<SSLContext> used;

    /** @param tls the keys that the broker has begun with */
    Upkeep(ActiveMQServer server, DestinationSecurity security, Optional<Tls> tls) {
        this.server = server;
        this.security = security;
        this.tls = tls;
        this.used = tls.map(Tls::context);
    }

    void start() {
        ScheduledFuture<?> unused =
                rounds.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            putOut();
            renewKeys();
        } catch (RuntimeException e) {
            LOG.warn("The upkeep of AMQP did not succeed: {}", e.getClass().getName());
        }
    }

    private void putOut() {
        Set<RemotingConnection> open = new HashSet<>(server.getRemotingService().getConnections());
        for (RemotingConnection connection : security.noLongerAdmitted(open)) {
            LOG.warn("A connection by AMQP is ended: who opened it would not be let in any more");
            connection.fail(new ActiveMQException(
                    ActiveMQExceptionType.SECURITY_EXCEPTION, "the credential is no longer in force"));
        }
    }

    private void renewKeys() {
        Optional<SSLContext> now = tls.map(Tls::context);
        if (!now.equals(used)) {
            ((NettyAcceptor) server.getRemotingService().getAcceptor(AmqpSettings.ACCEPTOR)).reload();
            used = now;
        }
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
