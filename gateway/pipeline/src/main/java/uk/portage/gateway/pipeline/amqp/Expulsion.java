package uk.portage.gateway.pipeline.amqp;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the connections of those who would not be let in any more. The broker asks who is there when somebody begins to
 * consume, not for each message: who has once begun would go on for as long as it stays connected.
 */
final class Expulsion implements AutoCloseable {

    private static final long EVERY_SECONDS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(Expulsion.class);

    private final ActiveMQServer server;
    private final DestinationSecurity security;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "portage-amqp-expulsion");
        thread.setDaemon(true);
        return thread;
    });

    Expulsion(ActiveMQServer server, DestinationSecurity security) {
        this.server = server;
        this.security = security;
    }

    void start() {
        ScheduledFuture<?> unused =
                looking.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            Set<RemotingConnection> open =
                    new HashSet<>(server.getRemotingService().getConnections());
            for (RemotingConnection connection : security.noLongerAdmitted(open)) {
                LOG.warn("A connection by AMQP is ended: who opened it would not be let in any more");
                connection.fail(new ActiveMQException(
                        ActiveMQExceptionType.SECURITY_EXCEPTION, "the credential is no longer in force"));
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "Connections by AMQP could not be looked through: {}",
                    e.getClass().getName());
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
