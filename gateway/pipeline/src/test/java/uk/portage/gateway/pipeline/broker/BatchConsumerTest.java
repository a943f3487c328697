package uk.portage.gateway.pipeline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.store.OutboxRow;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.SubmissionId;

@SuppressWarnings("try") // a consumer works by being there
class BatchConsumerTest {

    @TempDir
    private Path folder;

    private Broker broker;

    @BeforeEach
    void open() throws IOException {
        broker = Broker.start(folder, List.of(), 1);
    }

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void a_bad_message_ends_with_the_dead_letters_and_its_neighbours_do_not() throws Exception {
        SubmissionId bad = id(50);
        Set<SubmissionId> taken = ConcurrentHashMap.newKeySet();
        send(100, 100);
        try (BatchConsumer consumer = broker.consume(Addresses.INBOX, message -> {
            if (message.submission().equals(bad)) {
                return later(new IllegalStateException("bad"));
            }
            taken.add(message.submission());
            return later(null);
        })) {
            await().atMost(Duration.ofSeconds(60)).until(() -> broker.depth(Addresses.DEAD_LETTER) == 1);
            await().atMost(Duration.ofSeconds(60)).until(() -> broker.depth(Addresses.INBOX) == 0);
            assertThat(taken).hasSize(99);
        }
    }

    @Test
    void nothing_of_a_person_is_taken_before_what_precedes_it_is_committed() throws Exception {
        Map<Long, AtomicInteger> underWay = new ConcurrentHashMap<>();
        AtomicBoolean overlapped = new AtomicBoolean();
        Queue<Long> order = new ConcurrentLinkedQueue<>();
        send(300, 7);
        try (BatchConsumer consumer = broker.consume(Addresses.INBOX, message -> {
            long number = message.submission().value().getLeastSignificantBits();
            AtomicInteger person = underWay.computeIfAbsent(number % 7, key -> new AtomicInteger());
            if (person.incrementAndGet() > 1) {
                overlapped.set(true);
            }
            order.add(number);
            return later(null).whenComplete((result, failure) -> person.decrementAndGet());
        })) {
            await().atMost(Duration.ofSeconds(60)).until(() -> order.size() == 300);
            assertThat(overlapped).isFalse();
            assertThat(List.copyOf(order)).isSorted();
        }
    }

    @Test
    void waiting_for_the_store_is_no_failed_attempt() throws Exception {
        AtomicInteger refusals = new AtomicInteger(12);
        List<Integer> attempts = new ArrayList<>();
        send(1, 1);
        try (BatchConsumer consumer = broker.consume(Addresses.INBOX, message -> {
            attempts.add(message.attempt());
            boolean away = refusals.getAndDecrement() > 10;
            return away
                    ? CompletableFuture.failedFuture(new StoreUnavailableException("away", new IOException("away")))
                    : CompletableFuture.completedFuture(true);
        })) {
            await().atMost(Duration.ofSeconds(30)).until(() -> broker.depth(Addresses.INBOX) == 0);
            assertThat(attempts).containsExactly(1, 1, 1);
        }
    }

    @Test
    void closing_lets_the_batch_under_way_end() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        send(1, 1);
        BatchConsumer consumer = broker.consume(Addresses.INBOX, message -> {
            taken.incrementAndGet();
            return CompletableFuture.supplyAsync(
                    () -> true, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
        });
        await().until(() -> taken.get() == 1);
        consumer.close();
        assertThat(broker.depth(Addresses.INBOX)).isZero();
    }

    private static CompletableFuture<?> later(Exception failure) {
        return CompletableFuture.supplyAsync(() -> true, CompletableFuture.delayedExecutor(3, TimeUnit.MILLISECONDS))
                .thenCompose(done -> failure == null
                        ? CompletableFuture.completedFuture(done)
                        : CompletableFuture.failedFuture(failure));
    }

    private static SubmissionId id(long number) {
        return new SubmissionId(new UUID(3, number));
    }

    private void send(int count, int persons) throws BrokerUnavailableException {
        List<OutboxRow.Draft> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SubmissionId id = id(i);
            messages.add(new OutboxRow.Draft(
                    Addresses.INBOX, id.toString(), new OrderingKey("person" + i % persons), id, Optional.empty()));
        }
        try (Sending sending = broker.sending()) {
            sending.send(messages);
        }
    }
}
