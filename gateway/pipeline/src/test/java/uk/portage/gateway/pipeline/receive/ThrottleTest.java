package uk.portage.gateway.pipeline.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.pipeline.tls.CertificateHolders;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.transfer.OdsCode;

/** One organisation sends more than it may, and another notices nothing of it. */
@Timeout(60)
class ThrottleTest {

    private static final OdsCode NOISY = new OdsCode("RCB");
    private static final OdsCode QUIET = new OdsCode("RZ9");
    private static final ChannelConfiguration CHANNEL =
            new ChannelConfiguration("mllp", "toy", Map.of("YORK", NOISY, "HULL", QUIET));
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Rates.Rate MUCH = new Rates.Rate(1_000_000, 1_000_000, 1L << 30, 1_000_000);

    @TempDir
    Path directory;

    private Store store;
    private CamelContext camel;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        store = SqlStore.open(new StoreConfiguration.Sqlite(directory.resolve("portage.db")), Clock.systemUTC());
        camel = new DefaultCamelContext();
        camel.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        camel.close();
        store.close();
    }

    private Intake intake(Rates.Rate ofNoisy) {
        Intake intake = new Intake(
                store,
                List.of(new ToyAdapter()),
                new byte[32],
                Map.of(),
                Quota.NONE,
                organisation -> false,
                new Rates(MUCH, Map.of(NOISY, ofNoisy)),
                meters,
                InstantSource.system());
        opened.add(intake);
        return intake;
    }

    private static SourceDocument document(String facility, String id) {
        return SourceDocument.of(text(facility, id).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String facility, String id) {
        return "MSH|^~\\&|PAS|" + facility + "||to|||ADT^A01|" + id + "\r";
    }

    private static CompletableFuture<Answer> receive(Intake intake, String facility, String id) {
        return intake.receive(CHANNEL, document(facility, id), Instant.now());
    }

    private List<Entry> refusals() {
        return store.ledger().entriesAfter(0, 10_000).stream()
                .filter(entry -> entry.content().kind() == EntryKind.REFUSED)
                .toList();
    }

    @Test
    void what_comes_faster_than_it_may_is_refused_for_now_on_record_and_others_are_answered() {
        Intake intake = intake(new Rates.Rate(1, 2, 1 << 20, 1_000));

        List<Answer> noisy = IntStream.range(0, 5)
                .mapToObj(n -> receive(intake, "YORK", "n" + n).join())
                .toList();
        List<Answer> quiet = IntStream.range(0, 50)
                .mapToObj(n -> receive(intake, "HULL", "q" + n).join())
                .toList();

        Answer refused = new Answer.Refused(FailureCode.RATE_EXCEEDED, List.of());
        assertThat(noisy.subList(0, 2)).allMatch(Answer.Accepted.class::isInstance);
        assertThat(noisy).contains(refused);
        assertThat(quiet).allMatch(Answer.Accepted.class::isInstance);
        long count = noisy.stream().filter(refused::equals).count();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(refusals()).singleElement().satisfies(entry -> {
                    assertThat(entry.content().code()).contains(FailureCode.RATE_EXCEEDED);
                    assertThat(entry.content().sender()).contains(NOISY);
                    assertThat(entry.content().count()).contains(count);
                    assertThat(entry.content().transfer()).isEmpty();
                }));
        assertThat(meters.counter("portage.received", "channel", "mllp", "outcome", "rate_exceeded")
                        .count())
                .isEqualTo(count);
    }

    @Test
    void so_is_what_has_more_bytes_than_it_may_and_one_that_is_larger_than_all_of_them_is_taken_alone() {
        Intake intake = intake(new Rates.Rate(1_000, 1_000, 10, 1_000));

        assertThat(receive(intake, "YORK", "x".repeat(500)).join()).isInstanceOf(Answer.Accepted.class);
        assertThat(receive(intake, "YORK", "2").join())
                .isEqualTo(new Answer.Refused(FailureCode.RATE_EXCEEDED, List.of()));
        assertThat(receive(intake, "HULL", "3").join()).isInstanceOf(Answer.Accepted.class);
    }

    @Test
    void a_connection_is_held_back_first_and_refused_only_after_that() throws Exception {
        MllpChannel channel = MllpChannel.start(
                camel,
                MllpConfiguration.loopback(CHANNEL, 0),
                CertificateHolders.NONE,
                intake(new Rates.Rate(1, 1, 1 << 20, 1_000)));
        opened.add(channel);
        // One at once, five in the next five seconds, and no patience for the seventh.
        List<CompletableFuture<String>> noisy = IntStream.range(0, 7)
                .mapToObj(n -> CompletableFuture.supplyAsync(
                        () -> send(channel.port(), "YORK", "n" + n), task -> new Thread(task).start()))
                .toList();

        await().atMost(PATIENCE)
                .until(() -> noisy.stream()
                        .filter(CompletableFuture::isDone)
                        .anyMatch(answer -> answer.join().endsWith("RATE_EXCEEDED")));
        for (int n = 0; n < 5; n++) {
            assertThat(send(channel.port(), "HULL", "q" + n)).startsWith("AA|q" + n);
        }
        assertThat(noisy).anyMatch(answer -> !answer.isDone());
        assertThat(meters.counter("portage.held.back").count()).isEqualTo(5);
        await().atMost(PATIENCE)
                .until(() -> noisy.stream()
                                .filter(CompletableFuture::isDone)
                                .filter(answer -> answer.join().startsWith("AA"))
                                .count()
                        >= 2);
    }

    private static String send(int port, String facility, String id) {
        try (MllpClient client = MllpClient.connect("127.0.0.1", port, PATIENCE)) {
            return new String(client.send(text(facility, id).getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void who_is_alone_goes_as_fast_as_it_may_and_beside_others_at_a_pace_that_leaves_them_room() {
        Intake intake = intake(new Rates.Rate(1_000_000, 1_000_000, 1L << 30, 20));

        double alone = secondsOf(intake, "alone", 60);
        assertThat(receive(intake, "HULL", "q").join()).isInstanceOf(Answer.Accepted.class);
        double beside = secondsOf(intake, "beside", 60);

        assertThat(meters.counter("portage.held.back").count()).isBetween(40.0, 56.0);
        assertThat(beside).isGreaterThan(2.0).isGreaterThan(alone);
        assertThat(refusals()).isEmpty();
    }

    /** How long so many documents of the noisy one take that come at once. */
    private static double secondsOf(Intake intake, String name, int documents) {
        long begun = System.nanoTime();
        List<CompletableFuture<Answer>> answers = IntStream.range(0, documents)
                .mapToObj(n -> intake.receivePatiently(CHANNEL, document("YORK", name + n), Instant.now()))
                .toList();
        assertThat(answers).allMatch(answer -> answer.join() instanceof Answer.Accepted);
        return (System.nanoTime() - begun) / 1e9;
    }

    @Test
    void while_the_store_is_slow_one_organisation_does_not_take_all_the_room() throws Exception {
        Intake intake = intake(MUCH);
        CountDownLatch writes = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        CompletableFuture<Boolean> blocking = store.write(transaction -> {
            slow.countDown();
            return opened(writes);
        });
        slow.await();

        List<CompletableFuture<Answer>> noisy = IntStream.range(0, 2_500)
                .mapToObj(n -> receive(intake, "YORK", "n" + n))
                .toList();
        CompletableFuture<Answer> quiet = receive(intake, "HULL", "q");

        assertThat(noisy.stream().filter(CompletableFuture::isDone))
                .hasSize(2_500 - Throttle.MOST_UNDER_WAY)
                .allMatch(answer -> answer.join().equals(new Answer.Refused(FailureCode.OVERLOADED, List.of())));
        assertThat(quiet).isNotDone();
        writes.countDown();
        assertThat(quiet.join()).isInstanceOf(Answer.Accepted.class);
        assertThat(blocking.join()).isTrue();
        await().atMost(PATIENCE).until(() -> !refusals().isEmpty());
        assertThat(refusals().get(0).content().sender()).contains(NOISY);
        assertThat(noisy.stream().filter(answer -> answer.join() instanceof Answer.Accepted))
                .hasSize(Throttle.MOST_UNDER_WAY);
    }

    private static boolean opened(CountDownLatch latch) {
        try {
            return latch.await(8, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
