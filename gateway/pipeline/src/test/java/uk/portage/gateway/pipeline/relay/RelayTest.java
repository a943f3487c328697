package uk.portage.gateway.pipeline.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.pipeline.broker.Addresses;
import uk.portage.gateway.pipeline.broker.Broker;
import uk.portage.gateway.pipeline.broker.Sending;
import uk.portage.gateway.store.OutboxRow;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

class RelayTest {

    private static final OdsCode COUNCIL = new OdsCode("9D1");
    private static final OdsCode GONE = new OdsCode("9D2");

    @TempDir
    private Path folder;

    private SqlStore store;
    private Broker broker;

    @BeforeEach
    void open() throws IOException {
        store = SqlStore.open(new StoreConfiguration.Sqlite(folder.resolve("store.db")), Clock.systemUTC());
        broker = Broker.start(folder.resolve("broker"), List.of(COUNCIL), 1);
    }

    @AfterEach
    void close() {
        broker.close();
        store.close();
    }

    @Test
    void rows_are_sent_and_then_leave_the_outbox() {
        try (Relay relay = new Relay(store, broker)) {
            relay.start();
            store.onCommit(relay::wake);
            enqueue(0, 1000, Addresses.INBOX);
            await().atMost(Duration.ofSeconds(20)).until(() -> store.outboxDepth() == 0);
            assertThat(broker.depth(Addresses.INBOX)).isEqualTo(1000);
            assertThat(relay.isUp()).isTrue();
        }
    }

    @Test
    void what_was_sent_but_not_marked_before_a_crash_is_in_the_broker_once() throws Exception {
        enqueue(0, 300, Addresses.INBOX);
        try (Sending sending = broker.sending()) {
            sending.send(store.outbox(0, 200).stream().map(OutboxRow::message).toList());
        }
        try (Relay relay = new Relay(store, broker)) {
            relay.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> store.outboxDepth() == 0);
            assertThat(broker.depth(Addresses.INBOX)).isEqualTo(300);
        }
    }

    @Test
    void rows_for_a_destination_that_has_left_wait_and_hold_up_no_one() {
        try (Relay relay = new Relay(store, broker)) {
            relay.start();
            enqueue(0, 300, Addresses.out(GONE));
            enqueue(1000, 20, Addresses.INBOX);
            await().atMost(Duration.ofSeconds(20)).until(() -> store.outboxDepth() == 300);
            assertThat(broker.depth(Addresses.INBOX)).isEqualTo(20);
        }
    }

    @Test
    void rows_stay_while_the_broker_is_down() {
        broker.close();
        try (Relay relay = new Relay(store, broker)) {
            relay.start();
            enqueue(0, 10, Addresses.INBOX);
            await().atMost(Duration.ofSeconds(20)).until(() -> !relay.isUp());
            assertThat(store.outboxDepth()).isEqualTo(10);
        }
    }

    private void enqueue(int from, int count, String address) {
        List<OutboxRow.Draft> rows = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            SubmissionId submission = new SubmissionId(new UUID(7, i));
            Optional<TransferId> transfer = address.equals(Addresses.INBOX)
                    ? Optional.empty()
                    : Optional.of(TransferId.withoutDestination(submission));
            rows.add(new OutboxRow.Draft(
                    address, submission.toString(), new OrderingKey("person" + i % 7), submission, transfer));
        }
        store.write(transaction -> {
                    rows.forEach(transaction::enqueue);
                    return true;
                })
                .join();
    }
}
