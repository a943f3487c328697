package uk.portage.gateway.pipeline.broker;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.DiskFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import uk.portage.gateway.transfer.OdsCode;

/** Every setting of the broker on which the promise not to lose anything rests; a test holds each of them. */
final class BrokerSettings {

    /**
     * How far back a repeated message is recognised. The store recognises any, so this only saves work. Each id is kept
     * in the journal, and with it the file of its message: with ten times as many the broker spent its time on reading
     * and compacting them.
     */
    static final int DUPLICATE_IDS = 2_000;
    /** More than the road's own attempts, so that a message that still fails is one without a known submission. */
    static final int MAX_DELIVERY_ATTEMPTS = 10;
    /** Persons are spread over this many groups, so that the broker's memory of groups does not grow with persons. */
    static final int GROUP_BUCKETS = 1024;

    /** The default of 3.3 ms makes a lone producer wait for it. */
    private static final int JOURNAL_BUFFER_NANOSECONDS = 300_000;

    private static final long LOCK_PATIENCE_MILLISECONDS = 5_000;
    private static final int SCHEDULED_THREADS = 2;
    private static final long MAX_BYTES_IN_MEMORY = 32L * 1024 * 1024;
    private static final long MAX_BYTES_ON_DISK = 20L * 1024 * 1024 * 1024;
    private static final long MIN_DISK_FREE = 512L * 1024 * 1024;
    private static final long MILLISECONDS_TO_GATHER_CONSUMERS = 2_000;

    private BrokerSettings() {}

    static Configuration of(Path directory, int serverId, Collection<OdsCode> destinations, int consumers)
            throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setName("portage")
                .setPersistenceEnabled(true)
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setJournalDirectory(directory.resolve("journal").toString())
                .setLargeMessagesDirectory(directory.resolve("large-messages").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setNodeManagerLockDirectory(directory.resolve("journal").toString())
                .setCreateBindingsDir(true)
                // Another broker in this directory is an error to be told, not something to wait for.
                .setJournalLockAcquisitionTimeout(LOCK_PATIENCE_MILLISECONDS)
                .setCreateJournalDir(true)
                .setJournalType(JournalType.NIO)
                .setJournalBufferTimeout_NIO(JOURNAL_BUFFER_NANOSECONDS)
                .setJournalDatasync(true)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                .setLargeMessageSync(true)
                .setPersistIDCache(true)
                .setIDCacheSize(DUPLICATE_IDS)
                .setMinDiskFree(MIN_DISK_FREE)
                .setScheduledThreadPoolMaxSize(SCHEDULED_THREADS)
                .setSecurityEnabled(true)
                .setClusterUser(BrokerUser.secret())
                .setClusterPassword(BrokerUser.secret())
                .setJMXManagementEnabled(false)
                .setJMXNotificationEnabled(false)
                .setSuppressSessionNotifications(true)
                .setMessageCounterEnabled(false)
                .setWildcardRoutingEnabled(false)
                .setMessageExpiryScanPeriod(-1)
                .setGracefulShutdownEnabled(false)
                .setTransactionTimeout(TimeUnit.MINUTES.toMillis(5))
                .setResolveProtocols(false)
                .addAcceptorConfiguration(new TransportConfiguration(
                        InVMAcceptorFactory.class.getName(), Map.of("serverId", serverId), "in-process"));
        configuration.addAddressSetting("#", everyAddress());
        addAddress(configuration, Addresses.DEAD_LETTER, 0);
        addAddress(configuration, Addresses.EXPIRY, 0);
        addAddress(configuration, Addresses.INBOX, consumers);
        destinations.forEach(destination -> addAddress(configuration, Addresses.out(destination), 1));
        allow(configuration, Addresses.INBOX);
        allow(configuration, Addresses.OUT_PREFIX + "#");
        return configuration;
    }

    private static AddressSettings everyAddress() {
        return new AddressSettings()
                .setDeadLetterAddress(SimpleString.of(Addresses.DEAD_LETTER))
                .setExpiryAddress(SimpleString.of(Addresses.EXPIRY))
                .setMaxDeliveryAttempts(MAX_DELIVERY_ATTEMPTS)
                // A delayed message would let the next of the same person overtake it.
                .setRedeliveryDelay(0)
                .setAutoCreateAddresses(false)
                .setAutoCreateQueues(false)
                .setAutoDeleteAddresses(false)
                .setAutoDeleteQueues(false)
                .setAutoCreateDeadLetterResources(false)
                .setAutoCreateExpiryResources(false)
                .setSendToDLAOnNoRoute(false)
                .setMaxSizeBytes(MAX_BYTES_IN_MEMORY)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setPageLimitBytes(MAX_BYTES_ON_DISK)
                .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL)
                .setDiskFullMessagePolicy(DiskFullMessagePolicy.BLOCK)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                .setDefaultAddressRoutingType(RoutingType.ANYCAST);
    }

    private static void addAddress(Configuration configuration, String name, int consumers) {
        QueueConfiguration queue = QueueConfiguration.of(name)
                .setAddress(name)
                .setRoutingType(RoutingType.ANYCAST)
                .setDurable(true)
                .setAutoCreated(false)
                .setAutoDelete(false)
                .setGroupBuckets(GROUP_BUCKETS)
                // Otherwise the first consumer would be given every group that already waits.
                .setConsumersBeforeDispatch(consumers)
                .setDelayBeforeDispatch(consumers > 1 ? MILLISECONDS_TO_GATHER_CONSUMERS : -1L)
                .setGroupRebalance(true)
                .setGroupRebalancePauseDispatch(true);
        configuration.addAddressConfiguration(new CoreAddressConfiguration()
                .setName(name)
                .addRoutingType(RoutingType.ANYCAST)
                .addQueueConfig(queue));
    }

    private static void allow(Configuration configuration, String match) {
        configuration.getSecurityRoles().put(match, Set.of(maySend(BrokerUser.RELAY), mayConsume(BrokerUser.ROAD)));
    }

    private static Role maySend(String role) {
        return new Role(role, true, false, false, false, false, false, false, false, false, false, false, false);
    }

    private static Role mayConsume(String role) {
        return new Role(role, false, true, false, false, false, false, false, false, false, false, false, false);
    }
}
