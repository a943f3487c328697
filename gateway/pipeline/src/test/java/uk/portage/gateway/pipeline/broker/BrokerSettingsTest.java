package uk.portage.gateway.pipeline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.DiskFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.transfer.OdsCode;

/** Holds every setting on which the promise not to lose anything rests: most of them default to something else. */
class BrokerSettingsTest {

    private static final OdsCode COUNCIL = new OdsCode("9D1");

    @TempDir
    private Path folder;

    private Configuration settings() throws Exception {
        return BrokerSettings.of(folder, 0, List.of(COUNCIL), 8);
    }

    @Test
    void what_is_acknowledged_is_on_disk() throws Exception {
        Configuration settings = settings();
        assertThat(settings.isPersistenceEnabled()).isTrue();
        assertThat(settings.getJournalType()).isEqualTo(JournalType.NIO);
        assertThat(settings.isJournalDatasync()).isTrue();
        assertThat(settings.isJournalSyncTransactional()).isTrue();
        assertThat(settings.isJournalSyncNonTransactional()).isTrue();
        assertThat(settings.isLargeMessageSync()).isTrue();
        assertThat(settings.isPersistIDCache()).isTrue();
        assertThat(settings.getIDCacheSize()).isBetween(1_000, 2_000);
        assertThat(settings.getJournalBufferTimeout_NIO()).isEqualTo(300_000);
    }

    @Test
    void no_message_is_deleted_because_it_failed_expired_or_found_no_room() throws Exception {
        AddressSettings every = settings().getAddressSettings().get("#");
        assertThat(settings().getAddressSettings()).containsOnlyKeys("#");
        assertThat(every.getDeadLetterAddress().toString()).isEqualTo(Addresses.DEAD_LETTER);
        assertThat(every.getExpiryAddress().toString()).isEqualTo(Addresses.EXPIRY);
        assertThat(every.getMaxDeliveryAttempts()).isEqualTo(10);
        assertThat(every.getRedeliveryDelay()).isZero();
        assertThat(every.getAddressFullMessagePolicy()).isEqualTo(AddressFullMessagePolicy.PAGE);
        assertThat(every.getPageFullMessagePolicy()).isEqualTo(PageFullMessagePolicy.FAIL);
        assertThat(every.getPageLimitBytes()).isPositive();
        assertThat(every.getDiskFullMessagePolicy()).isEqualTo(DiskFullMessagePolicy.BLOCK);
        assertThat(settings().getMinDiskFree()).isPositive();
    }

    @Test
    void nothing_is_created_or_deleted_on_demand() throws Exception {
        AddressSettings every = settings().getAddressSettings().get("#");
        assertThat(every.isAutoCreateAddresses()).isFalse();
        assertThat(every.isAutoCreateQueues()).isFalse();
        assertThat(every.isAutoDeleteAddresses()).isFalse();
        assertThat(every.isAutoDeleteQueues()).isFalse();
        assertThat(every.isAutoCreateDeadLetterResources()).isFalse();
        assertThat(every.isAutoCreateExpiryResources()).isFalse();
    }

    @Test
    void every_address_has_its_queue_the_dead_letters_too() throws Exception {
        Map<String, CoreAddressConfiguration> addresses = settings().getAddressConfigurations().stream()
                .collect(Collectors.toMap(CoreAddressConfiguration::getName, address -> address));
        assertThat(addresses)
                .containsOnlyKeys(Addresses.INBOX, "out.9D1", Addresses.DEAD_LETTER, Addresses.EXPIRY)
                .allSatisfy((name, address) -> {
                    assertThat(address.getRoutingTypes()).containsExactly(RoutingType.ANYCAST);
                    assertThat(address.getQueueConfigs()).hasSize(1);
                    QueueConfiguration queue = address.getQueueConfigs().get(0);
                    assertThat(queue.getName().toString()).isEqualTo(name);
                    assertThat(queue.isDurable()).isTrue();
                    assertThat(queue.isAutoDelete()).isFalse();
                    assertThat(queue.getGroupBuckets()).isPositive();
                });
        assertThat(addresses.get(Addresses.INBOX).getQueueConfigs().get(0).getConsumersBeforeDispatch())
                .isEqualTo(8);
    }

    @Test
    void nobody_comes_in_from_outside_and_inside_each_may_do_only_his_part() throws Exception {
        Configuration settings = settings();
        assertThat(settings.getAcceptorConfigurations())
                .extracting(TransportConfiguration::getFactoryClassName)
                .containsExactly(InVMAcceptorFactory.class.getName());
        assertThat(settings.isSecurityEnabled()).isTrue();
        assertThat(settings.getClusterUser()).isNotEqualTo("ACTIVEMQ.CLUSTER.ADMIN.USER");
        assertThat(settings.getClusterPassword()).hasSize(64);
        assertThat(settings.isJMXManagementEnabled()).isFalse();
        assertThat(settings.isResolveProtocols()).isFalse();
        assertThat(settings.getSecurityRoles()).containsOnlyKeys(Addresses.INBOX, "out.#");
        for (Set<Role> roles : settings.getSecurityRoles().values()) {
            assertThat(roles).hasSize(2).allSatisfy(role -> {
                assertThat(role.isSend()).isEqualTo(role.getName().equals(BrokerUser.RELAY));
                assertThat(role.isConsume()).isEqualTo(role.getName().equals(BrokerUser.ROAD));
                assertThat(role.isManage() || role.isBrowse()).isFalse();
                assertThat(role.isCreateAddress() || role.isDeleteAddress()).isFalse();
                assertThat(role.isCreateDurableQueue() || role.isDeleteDurableQueue())
                        .isFalse();
                assertThat(role.isCreateNonDurableQueue() || role.isDeleteNonDurableQueue())
                        .isFalse();
            });
        }
    }

    @Test
    void a_caller_without_this_starts_credentials_is_turned_away() throws Exception {
        try (Broker broker = Broker.start(folder, List.of(COUNCIL), 1);
                ServerLocator locator = ActiveMQClient.createServerLocatorWithoutHA(broker.transport());
                ClientSessionFactory factory = locator.createSessionFactory()) {
            assertThatThrownBy(() -> factory.createSession("guest", "guest", false, true, true, false, 0))
                    .isInstanceOf(ActiveMQException.class);
            assertThatThrownBy(() -> factory.createSession(false, true, true)).isInstanceOf(ActiveMQException.class);
        }
    }

    @Test
    void it_knows_whether_it_has_been_filled() throws IOException {
        try (Broker broker = Broker.start(folder, List.of(COUNCIL), 1)) {
            assertThat(broker.isFilled()).isFalse();
            broker.markFilled();
        }
        try (Broker broker = Broker.start(folder, List.of(COUNCIL), 1)) {
            assertThat(broker.isFilled()).isTrue();
            assertThat(broker.isUp()).isTrue();
        }
    }

    @Test
    void a_broker_that_cannot_start_says_so() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> Broker.start(file, List.of(COUNCIL), 1)).isInstanceOf(IOException.class);
    }

    @Test
    @Timeout(60)
    void two_brokers_cannot_share_a_directory() throws IOException {
        try (Broker broker = Broker.start(folder, List.of(COUNCIL), 1)) {
            assertThatThrownBy(() -> Broker.start(folder, List.of(COUNCIL), 1)).isInstanceOf(IOException.class);
            assertThat(broker.isUp()).isTrue();
        }
    }
}
