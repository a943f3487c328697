package uk.portage.gateway.pipeline.amqp;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import uk.portage.gateway.pipeline.tls.Tls;
import uk.portage.gateway.pipeline.tls.TlsConfiguration;
import uk.portage.gateway.transfer.OdsCode;

/** The settings of the broker that destinations reach. It keeps nothing on disk: what it holds is in the store. */
final class AmqpSettings {

    static final String ACCEPTOR = "amqp";
    static final String ADDRESS_PREFIX = "mailbox.";
    static final String REPLY_PREFIX = "reply.";

    /** A filter. No property has this name. */
    private static final String NOTHING = "portage_kept = 'never'";

    /** About to log in. Of more the eldest goes, so that they never fill what the broker allows. */
    static final int MOST_STRANGERS = 100;

    private static final int MOST_CONNECTIONS = 200 + MOST_STRANGERS;
    private static final int IDLE_MILLISECONDS = 30_000;
    /** Within which a caller must have said who it is; what is no AMQP ends then, too. */
    static final Duration LOGIN_TIME = Duration.ofSeconds(4);

    private static final long SECRETS_CHECKED_AGAIN_MILLISECONDS = 5_000;

    private AmqpSettings() {}

    static String address(OdsCode destination) {
        return ADDRESS_PREFIX + destination.value();
    }

    static String replyAddress(OdsCode destination) {
        return REPLY_PREFIX + destination.value();
    }

    static Configuration of(AmqpConfiguration amqp, int serverId) throws IOException {
        Configuration configuration = new ConfigurationImpl()
                .setName("portage-amqp")
                .setPersistenceEnabled(false)
                .setSecurityEnabled(true)
                .setSecurityInvalidationInterval(SECRETS_CHECKED_AGAIN_MILLISECONDS)
                .setJMXManagementEnabled(false)
                .setJMXNotificationEnabled(false)
                .setSuppressSessionNotifications(true)
                .setMessageCounterEnabled(false)
                .setWildcardRoutingEnabled(false)
                .setMessageExpiryScanPeriod(-1)
                .setGracefulShutdownEnabled(false)
                .setResolveProtocols(false)
                .addAcceptorConfiguration(new TransportConfiguration(
                        InVMAcceptorFactory.class.getName(), Map.of("serverId", serverId), "in-process"))
                .addAcceptorConfiguration(
                        new TransportConfiguration(NettyAcceptorFactory.class.getName(), listener(amqp), ACCEPTOR));
        configuration.addAddressSetting(
                "#",
                new AddressSettings()
                        // One that is handed back is handed out again; there is nowhere else for it to go.
                        .setMaxDeliveryAttempts(-1)
                        .setAutoCreateAddresses(false)
                        .setAutoCreateQueues(false)
                        .setAutoDeleteAddresses(false)
                        .setAutoDeleteQueues(false)
                        .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL)
                        .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                        .setDefaultAddressRoutingType(RoutingType.ANYCAST));
        for (OdsCode destination : amqp.destinations()) {
            String address = address(destination);
            configuration.addAddressConfiguration(new CoreAddressConfiguration()
                    .setName(address)
                    .addRoutingType(RoutingType.ANYCAST)
                    .addQueueConfig(QueueConfiguration.of(address)
                            .setAddress(address)
                            .setRoutingType(RoutingType.ANYCAST)
                            .setDurable(false)
                            .setAutoCreated(false)
                            .setAutoDelete(false)));
            configuration.getSecurityRoles().put(address, Set.of(maySend(), mayConsumeAndBrowse(destination.value())));
            configuration.addAddressConfiguration(new CoreAddressConfiguration()
                    .setName(replyAddress(destination))
                    .addRoutingType(RoutingType.ANYCAST)
                    .addQueueConfig(replies(replyAddress(destination))));
            configuration
                    .getSecurityRoles()
                    .put(replyAddress(destination), Set.of(role(destination.value(), true, false)));
        }
        return configuration;
    }

    /**
     * A sender finds no address without a queue. None of its messages gets into this one: what comes there has been taken
     * before the broker would put it anywhere.
     */
    private static QueueConfiguration replies(String address) {
        return QueueConfiguration.of(address)
                .setAddress(address)
                .setRoutingType(RoutingType.ANYCAST)
                .setFilterString(NOTHING)
                .setDurable(false)
                .setAutoCreated(false)
                .setAutoDelete(false);
    }

    private static Map<String, Object> listener(AmqpConfiguration amqp) throws IOException {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(TransportConstants.HOST_PROP_NAME, amqp.host());
        parameters.put(TransportConstants.PORT_PROP_NAME, amqp.port());
        parameters.put(TransportConstants.PROTOCOLS_PROP_NAME, "AMQP");
        parameters.put(TransportConstants.CONNECTIONS_ALLOWED, MOST_CONNECTIONS);
        parameters.put(TransportConstants.HANDSHAKE_TIMEOUT, (int) LOGIN_TIME.toSeconds());
        parameters.put("saslMechanisms", "PLAIN");
        parameters.put("amqpIdleTimeout", IDLE_MILLISECONDS);
        if (amqp.tls().isPresent()) {
            TlsConfiguration tls = amqp.tls().get();
            String password = tls.password();
            parameters.put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
            parameters.put(TransportConstants.KEYSTORE_TYPE_PROP_NAME, "PKCS12");
            parameters.put(
                    TransportConstants.KEYSTORE_PATH_PROP_NAME, tls.keyStore().toString());
            parameters.put(TransportConstants.KEYSTORE_PASSWORD_PROP_NAME, password);
            parameters.put(TransportConstants.ENABLED_PROTOCOLS_PROP_NAME, String.join(",", Tls.PROTOCOLS));
            parameters.put(TransportConstants.ENABLED_CIPHER_SUITES_PROP_NAME, String.join(",", Tls.CIPHER_SUITES));
            tls.revocations()
                    .ifPresent(lists -> parameters.put(TransportConstants.CRL_PATH_PROP_NAME, lists.toString()));
            tls.trustStore().ifPresent(trust -> {
                parameters.put(TransportConstants.TRUSTSTORE_TYPE_PROP_NAME, "PKCS12");
                parameters.put(TransportConstants.TRUSTSTORE_PATH_PROP_NAME, trust.toString());
                parameters.put(TransportConstants.TRUSTSTORE_PASSWORD_PROP_NAME, password);
                parameters.put(TransportConstants.NEED_CLIENT_AUTH_PROP_NAME, true);
            });
        }
        return parameters;
    }

    private static Role maySend() {
        return role(DestinationSecurity.FILLER, true, false);
    }

    private static Role mayConsumeAndBrowse(String destination) {
        return role(destination, false, true);
    }

    private static Role role(String name, boolean send, boolean take) {
        return new Role(name, send, take, false, false, false, false, false, take, false, false, false, false);
    }
}
