package uk.portage.gateway.pipeline.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.pipeline.receive.MllpConfiguration.Limits;
import uk.portage.gateway.pipeline.tls.CertificateHolders;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

@Timeout(60)
class MllpChannelTest {

    private static final OdsCode TRUST = new OdsCode("RCB");
    private static final ChannelConfiguration CHANNEL = new ChannelConfiguration("mllp", "toy", Map.of("YORK", TRUST));
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] SITE_KEY = new byte[32];

    @TempDir
    Path directory;

    private Store store;
    private CamelContext camel;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<MllpChannel> channels = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        store = SqlStore.open(new StoreConfiguration.Sqlite(directory.resolve("portage.db")), Clock.systemUTC());
        camel = new DefaultCamelContext();
        camel.start();
    }

    @AfterEach
    void stop() throws Exception {
        channels.forEach(MllpChannel::close);
        camel.close();
        store.close();
    }

    @Test
    void a_document_is_kept_before_its_sender_hears_that_it_was_accepted() throws Exception {
        try (MllpClient client = client(listen())) {
            String answer = send(client, message("1"));
            assertThat(answer).startsWith("AA|1|");
            SubmissionId receipt = SubmissionId.parse(answer.substring("AA|1|".length()));
            assertThat(store.submissionBytes(receipt)).hasValue(bytes(message("1")));
            assertThat(store.outbox(0, 10)).singleElement().satisfies(row -> {
                assertThat(row.message().address()).isEqualTo("inbox");
                assertThat(row.message().duplicateId()).isEqualTo(receipt.toString());
                assertThat(row.message().orderingKey().value()).hasSize(32);
            });
            EntryDraft entry = onlyEntry();
            assertThat(entry.kind()).isEqualTo(EntryKind.RECEIVED);
            assertThat(entry.submission()).hasValue(receipt);
            assertThat(entry.sender()).hasValue(TRUST);
            assertThat(entry.workflow()).hasValue(Workflow.ADMISSION_NOTICE);
            assertThat(entry.messageType()).hasValue("ADT^A01");
            assertThat(entry.channel()).hasValue("mllp");
            assertThat(entry.format()).hasValue("toy");
            assertThat(entry.size()).hasValue((long) bytes(message("1")).length);
            assertThat(entry.commitment()).isPresent();
            assertThat(entry.timeTarget()).isPresent();
            assertThat(entry.startedBySource()).hasValue(false);
        }
        assertThat(meters.counter("portage.received", "channel", "mllp", "outcome", "accepted")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void the_clock_starts_with_the_event_unless_the_source_is_ahead_of_us() throws Exception {
        Instant past = Instant.parse("2026-11-20T09:30:00Z");
        Instant future = Instant.now().plus(Duration.ofHours(1));
        try (MllpClient client = client(listen())) {
            send(client, message("1", "YORK", past.toString(), "ADT^A01"));
            send(client, message("2", "YORK", future.toString(), "ADT^A01"));
        }
        EntryDraft believed = entries().get(0);
        assertThat(believed.startedAt()).hasValue(past);
        assertThat(believed.startedBySource()).hasValue(true);
        EntryDraft doubted = entries().get(1);
        assertThat(doubted.startedAt().orElseThrow()).isBefore(future.minus(Duration.ofMinutes(30)));
        assertThat(doubted.startedBySource()).hasValue(false);
    }

    @Test
    void five_frames_at_once_are_answered_one_by_one_in_order() throws Exception {
        pipelined(5);
    }

    @Test
    void five_hundred_frames_at_once_are_answered_one_by_one_in_order() throws Exception {
        pipelined(500);
    }

    private void pipelined(int count) throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            stream.writeBytes(frame(message("id" + i)));
        }
        try (MllpClient client = client(listen())) {
            Thread writer = new Thread(() -> {
                try {
                    client.writeUnframed(stream.toByteArray());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            Set<String> receipts = new HashSet<>();
            for (int i = 0; i < count; i++) {
                String answer = read(client);
                assertThat(answer).startsWith("AA|id" + i + "|");
                receipts.add(answer);
            }
            writer.join();
            assertThat(receipts).hasSize(count);
        }
        assertThat(kinds()).hasSize(count).containsOnly(EntryKind.RECEIVED);
    }

    @Test
    void bytes_that_come_one_by_one_make_the_same_document() throws Exception {
        try (MllpClient client = client(listen())) {
            for (byte b : frame(message("slow"))) {
                client.writeUnframed(new byte[] {b});
            }
            assertThat(read(client)).startsWith("AA|slow|");
        }
    }

    @Test
    void noise_between_frames_is_not_answered() throws Exception {
        try (MllpClient client = client(listen())) {
            client.writeUnframed(bytes("\r\n\r\n"));
            client.writeUnframed(frame(message("1")));
            client.writeUnframed(bytes("\n\u0000 noise\r"));
            client.writeUnframed(frame(message("2")));
            assertThat(read(client)).startsWith("AA|1|");
            assertThat(read(client)).startsWith("AA|2|");
        }
    }

    @Test
    void a_sender_that_has_finished_sending_still_hears_every_answer() throws Exception {
        try (MllpClient client = client(listen())) {
            for (int i = 0; i < 20; i++) {
                client.write(bytes(message("h" + i)));
            }
            client.shutdownOutput();
            for (int i = 0; i < 20; i++) {
                assertThat(read(client)).startsWith("AA|h" + i + "|");
            }
            assertThatThrownBy(client::read).isInstanceOf(java.io.EOFException.class);
        }
    }

    @Test
    void an_oversized_frame_is_refused_by_name_and_the_connection_ends() throws Exception {
        Limits limits = Limits.DEFAULT.withMaxFrameBytes(10_000);
        try (MllpClient client = client(listen(limits))) {
            client.writeUnframed(frame(message("big") + "x".repeat(5_000_000)));
            assertThat(read(client)).isEqualTo("AR|big|OVERSIZED");
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
        }
        EntryDraft entry = onlyEntry();
        assertThat(entry.code()).hasValue(FailureCode.OVERSIZED);
        assertThat(entry.transfer()).isPresent();
        assertThat(entry.sender()).hasValue(TRUST);
        assertThat(entry.messageType()).hasValue("ADT^A01");
    }

    @Test
    void an_oversized_frame_is_refused_before_it_ends() throws Exception {
        Limits limits = Limits.DEFAULT.withMaxFrameBytes(10_000);
        try (MllpClient client = client(listen(limits))) {
            client.writeUnframed(bytes("\u000b" + message("endless") + "x".repeat(20_000)));
            assertThat(read(client)).isEqualTo("AR|endless|OVERSIZED");
        }
    }

    @Test
    void a_frame_that_drips_is_refused_in_time_while_its_neighbours_go_on() throws Exception {
        Limits limits = Limits.DEFAULT.withFrameTime(Duration.ofMillis(700));
        int port = listen(limits);
        List<MllpClient> drips = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            MllpClient drip = client(port);
            drip.writeUnframed(bytes("\u000b" + message("drip" + i)));
            drips.add(drip);
        }
        try (MllpClient neighbour = client(port)) {
            for (int i = 0; i < 50; i++) {
                assertThat(send(neighbour, message("n" + i))).startsWith("AA|");
                drip(drips.get(i % 30));
            }
        }
        for (int i = 0; i < 30; i++) {
            assertThat(read(drips.get(i))).isEqualTo("AR|drip" + i + "|FRAME_TIMEOUT");
            assertThatThrownBy(drips.get(i)::read).isInstanceOf(IOException.class);
            drips.get(i).close();
        }
        assertThat(codes()).hasSize(30).containsOnly(FailureCode.FRAME_TIMEOUT);
        // They will come again whole, and be counted then.
        assertThat(entries().stream().filter(entry -> entry.code().isPresent()))
                .allSatisfy(entry -> assertThat(entry.transfer()).isEmpty());
    }

    private static void drip(MllpClient client) {
        try {
            client.writeUnframed(bytes("x"));
        } catch (IOException closed) {
            // Its answer waits to be read.
        }
    }

    @Test
    void a_connection_that_breaks_in_the_middle_of_a_frame_leaves_an_entry() throws Exception {
        int port = listen();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(bytes("\u000b" + message("broken")));
            socket.getOutputStream().flush();
            Thread.sleep(100);
            socket.setSoLinger(true, 0);
        }
        await().untilAsserted(() -> assertThat(codes()).containsExactly(FailureCode.FRAME_INCOMPLETE));
        try (MllpClient client = client(port)) {
            client.writeUnframed(bytes("\u000b" + message("half")));
            client.shutdownOutput();
            assertThat(read(client)).isEqualTo("AR|half|FRAME_INCOMPLETE");
        }
        try (MllpClient client = client(port)) {
            client.writeUnframed(bytes("\u000b" + message("abandoned")));
            client.writeUnframed(frame(message("anew")));
            assertThat(read(client)).startsWith("AA|anew|");
        }
        assertThat(codes()).hasSize(3).containsOnly(FailureCode.FRAME_INCOMPLETE);
    }

    @Test
    void what_nobody_can_read_is_refused() throws Exception {
        try (MllpClient client = client(listen())) {
            assertThat(send(client, "")).isEqualTo("AR||UNREADABLE");
            assertThat(send(client, "\u0000\u0000\u0000")).isEqualTo("AR||UNREADABLE");
            assertThat(send(client, "MS")).isEqualTo("AR||UNREADABLE");
            assertThat(send(client, "EVN|A01\u001c\u000b|x")).isEqualTo("AR||UNREADABLE");
            assertThat(send(client, message("9", "YORK", "", "ZZZ^Z99"))).isEqualTo("AR|9|UNSUPPORTED_TYPE");
            assertThat(send(client, message("10") + "NTE|pasted\u000btext \u001c here\r"))
                    .startsWith("AA|10|");
        }
        assertThat(codes())
                .containsExactly(
                        FailureCode.UNREADABLE,
                        FailureCode.UNREADABLE,
                        FailureCode.UNREADABLE,
                        FailureCode.UNREADABLE,
                        FailureCode.UNSUPPORTED_TYPE);
        assertThat(entries()).allSatisfy(entry -> assertThat(entry.sender()).hasValue(TRUST));
    }

    @Test
    void a_sender_that_the_channel_does_not_know_is_refused() throws Exception {
        try (MllpClient client = client(listen())) {
            assertThat(send(client, message("1", "OTHER", "", "ADT^A01"))).isEqualTo("AR|1|WRONG_SENDER");
            assertThat(send(client, message("2", "*", "", "ADT^A01"))).isEqualTo("AR|2|WRONG_SENDER");
        }
        assertThat(codes()).containsExactly(FailureCode.WRONG_SENDER, FailureCode.WRONG_SENDER);
    }

    @Test
    void a_channel_may_decide_alone_who_is_speaking() throws Exception {
        ChannelConfiguration any = new ChannelConfiguration("any", "toy", Map.of("*", TRUST));
        try (MllpClient client = client(listen(MllpConfiguration.loopback(any, 0)))) {
            assertThat(send(client, message("1", "ANYONE", "", "ADT^A01"))).startsWith("AA|1|");
        }
        assertThat(onlyEntry().sender()).hasValue(TRUST);
    }

    @Test
    void the_same_document_again_gets_the_first_receipt_again() throws Exception {
        int port = listen();
        String first;
        try (MllpClient client = client(port)) {
            first = send(client, message("1"));
        }
        try (MllpClient client = client(port)) {
            assertThat(send(client, message("1"))).isEqualTo(first);
        }
        assertThat(kinds()).containsExactly(EntryKind.RECEIVED, EntryKind.REPEATED);
        assertThat(store.outbox(0, 10)).hasSize(1);
    }

    @Test
    void the_same_id_for_other_content_is_refused_and_on_record() throws Exception {
        try (MllpClient client = client(listen())) {
            assertThat(send(client, message("1"))).startsWith("AA|");
            assertThat(send(client, message("1") + "NTE|other\r")).isEqualTo("AR|1|DUPLICATE_CONFLICT");
        }
        assertThat(kinds()).containsExactly(EntryKind.RECEIVED, EntryKind.REFUSED);
        assertThat(codes()).containsExactly(FailureCode.DUPLICATE_CONFLICT);
        assertThat(store.outbox(0, 10)).hasSize(1);
    }

    @Test
    void sixteen_resends_at_the_same_moment_are_kept_once() throws Exception {
        int port = listen();
        CyclicBarrier barrier = new CyclicBarrier(16);
        ExecutorService senders = Executors.newFixedThreadPool(16);
        try {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                tasks.add(() -> {
                    try (MllpClient client = client(port)) {
                        barrier.await();
                        return send(client, message("same"));
                    }
                });
            }
            Set<String> answers = new HashSet<>();
            for (Future<String> answer : senders.invokeAll(tasks)) {
                answers.add(answer.get());
            }
            assertThat(answers).singleElement().asString().startsWith("AA|same|");
        } finally {
            senders.shutdown();
        }
        assertThat(kinds()).hasSize(16);
        assertThat(kinds().stream().filter(EntryKind.RECEIVED::equals)).hasSize(1);
        assertThat(store.outbox(0, 100)).hasSize(1);
    }

    @Test
    void nothing_is_accepted_when_the_store_cannot_commit() throws Exception {
        try (MllpClient client = client(listen())) {
            assertThat(send(client, message("1"))).startsWith("AA|1|");
            store.close();
            assertThat(send(client, message("2"))).isEqualTo("AE|2|STORE_UNAVAILABLE");
            assertThat(send(client, "junk")).isEqualTo("AE||STORE_UNAVAILABLE");
        }
    }

    @Test
    void what_was_refused_because_too_much_waited_is_one_entry_once_there_is_room() throws Exception {
        CountDownLatch room = fill();
        try (MllpClient client = client(listen())) {
            assertThat(send(client, message("1"))).isEqualTo("AE|1|OVERLOADED");
            assertThat(send(client, message("2"))).isEqualTo("AE|2|OVERLOADED");
        } finally {
            room.countDown();
        }
        await().atMost(PATIENCE).until(() -> !entries().isEmpty());
        assertThat(onlyEntry()).satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo(EntryKind.REFUSED);
            assertThat(entry.code()).hasValue(FailureCode.OVERLOADED);
            assertThat(entry.count()).hasValue(2L);
            assertThat(entry.sender()).hasValue(TRUST);
            // They will come again, and be counted then.
            assertThat(entry.transfer()).isEmpty();
        });
    }

    /** Fills the writer's queue: no change is taken any more, until the latch is opened. */
    private CountDownLatch fill() throws InterruptedException {
        CountDownLatch full = new CountDownLatch(1);
        CountDownLatch room = new CountDownLatch(1);
        CompletableFuture<Boolean> writing = store.write(transaction -> {
            full.countDown();
            return opened(room);
        });
        full.await();
        while (!writing.isCompletedExceptionally()) {
            writing = store.write(transaction -> true);
        }
        return room;
    }

    private static boolean opened(CountDownLatch room) {
        try {
            return room.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void what_could_not_be_put_on_record_is_when_the_intake_closes() throws Exception {
        Intake closing = intake();
        MllpChannel channel = MllpChannel.start(camel, configuration(Limits.DEFAULT), CertificateHolders.NONE, closing);
        CountDownLatch room = fill();
        try (MllpClient client = client(channel.port())) {
            assertThat(send(client, message("1"))).isEqualTo("AE|1|OVERLOADED");
        }
        room.countDown();
        channel.close();
        closing.close();
        assertThat(onlyEntry().code()).hasValue(FailureCode.OVERLOADED);
    }

    @Test
    void an_error_of_an_adapter_is_our_fault_and_on_record_and_the_connection_goes_on() throws Exception {
        try (MllpClient client = client(listen())) {
            assertThat(send(client, message("1", "YORK", "", "BUG"))).isEqualTo("AE|1|INTERNAL");
            assertThat(send(client, message("2"))).startsWith("AA|2|");
        }
        assertThat(kinds()).containsExactly(EntryKind.REFUSED, EntryKind.RECEIVED);
        assertThat(entries().get(0).code()).hasValue(FailureCode.INTERNAL);
        assertThat(entries().get(0).transfer()).isPresent();
    }

    @Test
    void a_quiet_connection_is_closed_and_a_used_one_is_not() throws Exception {
        Limits limits = Limits.DEFAULT.withIdleTime(Duration.ofMillis(1500));
        try (MllpClient client = client(listen(limits))) {
            for (int i = 0; i < 6; i++) {
                Thread.sleep(350);
                assertThat(send(client, message("i" + i))).startsWith("AA|");
            }
            assertThatThrownBy(client::read).isInstanceOf(java.io.EOFException.class);
        }
    }

    @Test
    void noise_does_not_keep_a_connection_open() throws Exception {
        Limits limits = Limits.DEFAULT.withIdleTime(Duration.ofMillis(300));
        int port = listen(limits);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> {
                        try {
                            socket.getOutputStream().write('\r');
                            return false;
                        } catch (IOException closed) {
                            return true;
                        }
                    });
        }
    }

    @Test
    void one_connection_too_many_is_closed_at_once() throws Exception {
        int port = listen(Limits.DEFAULT.withMaxConnections(2));
        MllpClient first = client(port);
        MllpClient second = client(port);
        assertThat(send(first, message("1"))).startsWith("AA|");
        assertThat(send(second, message("2"))).startsWith("AA|");
        try (MllpClient third = client(port)) {
            assertThatThrownBy(() -> send(third, message("3"))).isInstanceOf(IOException.class);
        }
        first.close();
        await().untilAsserted(() -> {
            try (MllpClient fourth = client(port)) {
                assertThat(send(fourth, message("4"))).startsWith("AA|");
            }
        });
        second.close();
    }

    @Test
    void who_connects_and_never_sends_makes_room_for_who_does() throws Exception {
        int port = listen(Limits.DEFAULT.withMaxConnections(3));
        MllpClient sender = client(port);
        assertThat(send(sender, message("1"))).startsWith("AA|");
        List<Socket> silent = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
        try (MllpClient another = client(port)) {
            assertThat(send(another, message("2"))).startsWith("AA|");
        }
        assertThat(send(sender, message("3"))).startsWith("AA|");
        assertThat(silent.get(0).getInputStream().read()).isEqualTo(-1);
        for (Socket one : silent) {
            one.close();
        }
        sender.close();
    }

    @Test
    void a_large_document_is_taken_in_linear_time() throws Exception {
        String text = message("large") + "OBX|" + "y".repeat(19 * 1024 * 1024);
        try (MllpClient client = client(listen())) {
            long begun = System.nanoTime();
            String answer = send(client, text);
            assertThat(answer).startsWith("AA|large|");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            assertThat(store.submissionBytes(SubmissionId.parse(answer.substring(9))))
                    .hasValueSatisfying(
                            kept -> assertThat(Arrays.equals(kept, bytes(text))).isTrue());
        }
    }

    @Test
    void a_listener_that_closes_lets_its_answers_out_and_frees_its_port() throws Exception {
        MllpChannel channel =
                MllpChannel.start(camel, configuration(Limits.DEFAULT), CertificateHolders.NONE, intake());
        int port = channel.port();
        MllpClient idle = client(port);
        MllpClient client = client(port);
        assertThat(send(client, message("1"))).startsWith("AA|");
        client.write(bytes(message("2")));
        Thread.sleep(50);
        long begun = System.nanoTime();
        channel.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        assertThat(read(client)).startsWith("AA|2|");
        assertThatThrownBy(() -> client(port)).isInstanceOf(IOException.class);
        idle.close();
        client.close();
        MllpConfiguration again =
                new MllpConfiguration(CHANNEL, "127.0.0.1", port, Limits.DEFAULT, java.util.Optional.empty(), false);
        try (MllpClient next = client(listen(again))) {
            assertThat(send(next, message("3"))).startsWith("AA|");
        }
    }

    @Test
    void an_occupied_port_is_said_plainly() throws Exception {
        int port = listen();
        ChannelConfiguration other = new ChannelConfiguration("other", "toy", Map.of("*", TRUST));
        assertThatThrownBy(() -> MllpChannel.start(
                        camel, MllpConfiguration.loopback(other, port), CertificateHolders.NONE, intake()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("channel other cannot listen on 127.0.0.1:" + port);
        assertThat(camel.getRoutes()).hasSize(1);
    }

    @Test
    void plain_text_beyond_this_machine_has_to_be_asked_for() {
        assertThatThrownBy(() ->
                        new MllpConfiguration(CHANNEL, "0.0.0.0", 0, Limits.DEFAULT, java.util.Optional.empty(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("insecure: true");
        new MllpConfiguration(CHANNEL, "0.0.0.0", 0, Limits.DEFAULT, java.util.Optional.empty(), true);
    }

    @Test
    void a_document_refused_again_and_again_counts_as_one_transfer() throws Exception {
        try (MllpClient client = client(listen())) {
            send(client, message("1", "OTHER", "", "ADT^A01"));
            send(client, message("1", "OTHER", "", "ADT^A01"));
            send(client, message("2", "OTHER", "", "ADT^A01"));
        }
        List<TransferId> transfers =
                entries().stream().map(entry -> entry.transfer().orElseThrow()).toList();
        assertThat(transfers).hasSize(3);
        assertThat(transfers.get(1)).isEqualTo(transfers.get(0));
        assertThat(transfers.get(2)).isNotEqualTo(transfers.get(0));
    }

    @Test
    void no_log_line_shows_a_byte_of_a_document() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        // Other threads may write a line while these are read.
        Queue<ILoggingEvent> lines = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> keeping = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent line) {
                lines.add(line);
            }
        };
        keeping.start();
        Level level = root.getLevel();
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(appenders::add);
        appenders.forEach(root::detachAppender);
        root.setLevel(Level.TRACE);
        root.addAppender(keeping);
        try (MllpClient client = client(listen(Limits.DEFAULT.withMaxFrameBytes(1_000)))) {
            String canary = "PID|||9990000018||ZZCANARY\r";
            send(client, message("ZZCANARY1") + canary);
            send(client, message("ZZCANARY1") + canary + canary);
            send(client, "ZZCANARY");
            send(client, message("ZZCANARY2", "ZZCANARY", "", "ADT^A01"));
            send(client, message("ZZCANARY3", "YORK", "", "BUG"));
            send(client, message("ZZCANARY4") + canary.repeat(100));
            try (MllpClient half = client(channels.get(0).port())) {
                half.writeUnframed(bytes("\u000b" + canary));
                half.shutdownOutput();
                half.read();
            }
        } finally {
            root.detachAppender(keeping);
            root.setLevel(level);
            appenders.forEach(root::addAppender);
        }
        // Camel would have shown the bodies.
        assertThat(lines).anyMatch(line -> line.getFormattedMessage().contains("received body: Document["));
        assertThat(lines).allSatisfy(line -> {
            String text = line.getFormattedMessage()
                    + (line.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(line.getThrowableProxy()));
            assertThat(text).doesNotContain("ZZCANARY").doesNotContain("9990000018");
            // As Netty writes bytes, should anybody ask it to.
            assertThat(text.toLowerCase(java.util.Locale.ROOT)).doesNotContain("5a5a43414e4152", "5a 5a 43 41 4e 41");
        });
        assertThat(meters.getMeters().toString()).doesNotContain("ZZCANARY");
    }

    private Intake intake() {
        return new Intake(
                store,
                List.of(new ToyAdapter()),
                SITE_KEY,
                Map.of(),
                Quota.NONE,
                organisation -> false,
                Rates.DEFAULT,
                meters,
                InstantSource.system());
    }

    private static MllpConfiguration configuration(Limits limits) {
        return MllpConfiguration.loopback(CHANNEL, 0).with(limits);
    }

    private int listen() throws IOException {
        return listen(Limits.DEFAULT);
    }

    private int listen(Limits limits) throws IOException {
        return listen(configuration(limits));
    }

    private int listen(MllpConfiguration configuration) throws IOException {
        MllpChannel channel = MllpChannel.start(camel, configuration, CertificateHolders.NONE, intake());
        channels.add(channel);
        return channel.port();
    }

    private static MllpClient client(int port) throws IOException {
        return MllpClient.connect("127.0.0.1", port, PATIENCE);
    }

    private static String send(MllpClient client, String text) throws IOException {
        return new String(client.send(bytes(text)), StandardCharsets.UTF_8);
    }

    private static String read(MllpClient client) throws IOException {
        return new String(client.read(), StandardCharsets.UTF_8);
    }

    private EntryDraft onlyEntry() {
        assertThat(entries()).hasSize(1);
        return entries().get(0);
    }

    private List<EntryDraft> entries() {
        return store.ledger().entriesAfter(0, 10_000).stream()
                .map(Entry::content)
                .toList();
    }

    private List<EntryKind> kinds() {
        return entries().stream().map(EntryDraft::kind).toList();
    }

    private List<FailureCode> codes() {
        return entries().stream().flatMap(entry -> entry.code().stream()).toList();
    }

    private static String message(String id) {
        return message(id, "YORK", "", "ADT^A01");
    }

    private static String message(String id, String facility, String eventTime, String type) {
        return "MSH|^~\\&|PAS|" + facility + "||COUNCIL|" + eventTime + "||" + type + "|" + id + "\r";
    }

    private static byte[] frame(String text) {
        return bytes("\u000b" + text + "\u001c\r");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
