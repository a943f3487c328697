package uk.portage.gateway.pipeline.receive.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.hl7v2.Hl7v2Adapter;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.pipeline.receive.ChannelConfiguration;
import uk.portage.gateway.pipeline.receive.Intake;
import uk.portage.gateway.pipeline.receive.Quota;
import uk.portage.gateway.pipeline.receive.Rates;
import uk.portage.gateway.pipeline.receive.ReceiveBudget;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;

/** A real folder, a real store, the real adapter: what a sender that writes files sees. */
@Timeout(120)
class FolderChannelTest {

    private static final String HEADING = "number,id,outcome,receipt,where";
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Path inbox;
    private SqlStore store;
    private CamelContext camel;
    private Intake intake;
    private FolderChannel channel;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeEach
    void start() throws Exception {
        inbox = Files.createDirectory(directory.resolve("from RCB #1%20?"));
        camel = new DefaultCamelContext();
        camel.start();
        open();
        watch(Duration.ofMillis(200));
    }

    private void open() {
        store = SqlStore.open(new StoreConfiguration.Sqlite(directory.resolve("portage.db")), Clock.systemUTC());
        intake = new Intake(
                store,
                List.of(new Hl7v2Adapter()),
                new byte[32],
                Map.of(),
                Quota.NONE,
                organisation -> false,
                Rates.DEFAULT,
                meters,
                InstantSource.system());
    }

    private void watch(Duration patience) throws IOException {
        channel = FolderChannel.start(
                camel,
                new FolderConfiguration(
                        new ChannelConfiguration("files", "hl7v2", Map.of("RCB55", new OdsCode("RCB"))),
                        inbox,
                        new FolderConfiguration.Limits(40_000, 20_000, Duration.ofMillis(100), patience)),
                intake,
                new ReceiveBudget(1_000_000));
    }

    @AfterEach
    void stop() throws Exception {
        channel.close();
        camel.close();
        store.close();
    }

    @Test
    void each_message_of_a_batch_is_one_submission_with_the_bytes_it_has_in_the_file() throws Exception {
        put("day.hl7", "FHS|^~\\&\rBHS|^~\\&\r" + admission("F1") + admission("F2") + "BTS|2\rFTS|1\r");

        List<String> results = results("done", "day.hl7");

        assertThat(results).hasSize(3).first().isEqualTo(HEADING);
        assertThat(results.get(1)).matches("1,F1,ACCEPTED,[0-9a-f-]{36},");
        assertThat(results.get(2)).matches("2,F2,ACCEPTED,[0-9a-f-]{36},");
        SubmissionId receipt = SubmissionId.parse(results.get(2).split(",")[3]);
        assertThat(store.submissionBytes(receipt)).hasValue(admission("F2").getBytes(StandardCharsets.UTF_8));
        assertThat(store.submission(receipt).orElseThrow().channel()).isEqualTo("files");
        assertThat(kinds()).containsExactly(EntryKind.RECEIVED, EntryKind.RECEIVED);
        assertThat(waiting()).isEmpty();
        assertThat(Files.list(inbox.resolve("done"))).hasSize(2);
    }

    @Test
    void one_message_that_is_refused_sends_the_file_to_the_refused_and_keeps_the_others() throws Exception {
        put(
                "mixed.hl7",
                admission("F1") + admission("F2").replace("RCB55", "RXX")
                        + admission("F3").replace("ADT^A01", "ACK^A01") + "BTS|4\r"
                        + "MSH|^~\\&|PAS|RCB55|||20261120||ADT^A01|=cmd()|P|2.4\r");

        assertThat(results("refused", "mixed.hl7").stream().map(line -> line.replaceAll("[0-9a-f-]{36}", "ID")))
                .containsExactly(
                        HEADING,
                        "1,F1,ACCEPTED,ID,",
                        "2,F2,WRONG_SENDER,,",
                        "3,,UNSUPPORTED_TYPE,,MSH[1]-9",
                        "4,,MISSING_REQUIRED,,PID[1]",
                        "0,,COUNT_DIFFERS,,\"BTS[1]-1 says 4, there are 3\"");
        assertThat(kinds())
                .containsExactly(EntryKind.RECEIVED, EntryKind.REFUSED, EntryKind.REFUSED, EntryKind.REFUSED);
    }

    @Test
    void a_file_that_comes_again_gets_the_first_receipts_and_keeps_the_earlier_file() throws Exception {
        put("a.hl7", admission("F1"));
        String first = results("done", "a.hl7").get(1);
        put("a.hl7", admission("F1"));
        assertThat(results("done", "a-2.hl7").get(1)).isEqualTo(first);
        put("a.hl7", admission("F1") + "NTE|1||changed\r");
        assertThat(results("refused", "a.hl7").get(1)).isEqualTo("1,F1,DUPLICATE_CONFLICT,,");
        assertThat(kinds()).containsExactly(EntryKind.RECEIVED, EntryKind.REPEATED, EntryKind.REFUSED);
    }

    @Test
    void a_file_under_a_writers_name_is_left_until_it_has_its_own() throws Exception {
        Path unfinished = inbox.resolve("a.hl7.tmp");
        Files.writeString(unfinished, admission("F1"));
        put("b.hl7", admission("F2"));
        results("done", "b.hl7");
        assertThat(unfinished).exists();
        Files.move(unfinished, inbox.resolve("a.hl7"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(results("done", "a.hl7")).hasSize(2);
    }

    @Test
    void a_file_that_grows_is_left_until_it_is_whole_while_others_go_on() throws Exception {
        Path growing = inbox.resolve("grows.hl7");
        StringBuilder whole = new StringBuilder();
        for (int n = 0; n < 12; n++) {
            String part = admission("G" + n);
            whole.append(part);
            // Cut where a message would look whole.
            Files.writeString(growing, part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (n == 3) {
                put("quick.hl7", admission("F1"));
            }
            Thread.sleep(60);
        }
        assertThat(results("done", "quick.hl7")).hasSize(2);
        assertThat(results("done", "grows.hl7")).hasSize(13);
        assertThat(kinds()).hasSize(13).containsOnly(EntryKind.RECEIVED);
    }

    @Test
    void a_file_that_never_ends_is_refused_once_when_it_is_too_large() throws Exception {
        Path endless = inbox.resolve("endless.hl7");
        Path refused = inbox.resolve("refused").resolve("endless.hl7");
        Instant end = Instant.now().plus(SOON);
        try (OutputStream out = Files.newOutputStream(endless)) {
            while (!Files.exists(refused) && Instant.now().isBefore(end)) {
                out.write(admission("E").getBytes(StandardCharsets.UTF_8));
                Thread.sleep(1);
            }
        }
        assertThat(results("refused", "endless.hl7")).containsExactly(HEADING, "0,,OVERSIZED,,file");
        assertThat(kinds()).containsExactly(EntryKind.REFUSED);
    }

    @Test
    void an_envelope_that_is_not_closed_is_waited_for_and_then_refused_whole() throws Exception {
        channel.close();
        watch(Duration.ofSeconds(3));
        Path late = inbox.resolve("late.hl7");
        Files.writeString(late, "BHS|^~\\&\r" + admission("F1"));
        put("never.hl7", "FHS|^~\\&\rBHS|^~\\&\r" + admission("F2"));
        put("quick.hl7", admission("F3"));
        results("done", "quick.hl7");
        Files.writeString(late, admission("F4") + "BTS|2\r", StandardOpenOption.APPEND);
        assertThat(results("done", "late.hl7")).hasSize(3);
        assertThat(results("refused", "never.hl7")).containsExactly(HEADING, "0,,FRAME_INCOMPLETE,,BHS[1] FHS[1]");
        assertThat(kinds()).filteredOn(EntryKind.RECEIVED::equals).hasSize(3);
    }

    @Test
    void what_cannot_be_a_file_of_messages_is_refused_precisely_and_slows_no_one() throws Exception {
        Path secret = Files.writeString(directory.resolve("elsewhere.hl7"), admission("S1"));
        Files.createSymbolicLink(inbox.resolve("link.hl7"), secret);
        Files.createSymbolicLink(inbox.resolve("endless.hl7"), Path.of("/dev/zero"));
        assertThat(new ProcessBuilder("mkfifo", inbox.resolve("pipe.hl7").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createFile(inbox.resolve("empty.hl7"));
        Files.writeString(inbox.resolve("large.hl7"), "MSH|" + "x".repeat(50_000));
        Files.writeString(inbox.resolve("..up.hl7"), admission("U1"));
        Files.writeString(inbox.resolve("line\nbreak.hl7"), admission("N1"));
        Files.writeString(inbox.resolve("noise.bin"), "\u0001\u0002 not a message");
        put("good.hl7", admission("F1"));
        put("wide.hl7", admission("F2") + admission("F3") + "NTE|1||" + "x".repeat(21_000) + "\r");

        assertThat(results("done", "good.hl7")).hasSize(2);
        assertThat(results("refused", "link.hl7")).containsExactly(HEADING, "0,,UNREADABLE,,file");
        assertThat(results("refused", "endless.hl7")).containsExactly(HEADING, "0,,UNREADABLE,,file");
        assertThat(results("refused", "pipe.hl7")).containsExactly(HEADING, "0,,UNREADABLE,,file");
        assertThat(results("refused", "empty.hl7")).containsExactly(HEADING, "0,,UNREADABLE,,file");
        assertThat(results("refused", "large.hl7")).containsExactly(HEADING, "0,,OVERSIZED,,file");
        assertThat(results("refused", "noise.bin")).containsExactly(HEADING, "1,,UNREADABLE,,MSH[1]");
        assertThat(results("refused", "wide.hl7")).last().isEqualTo("2,F3,OVERSIZED,,");
        await().atMost(SOON).until(() -> waiting().isEmpty() || waiting().equals(List.of("..up.hl7")));
        try (Stream<Path> refused = Files.list(inbox.resolve("refused"))) {
            assertThat(refused.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> name.startsWith("line_break_hl7-"))
                    .hasSize(2);
        }
        assertThat(secret).hasContent(admission("S1"));
        assertThat(kinds()).filteredOn(EntryKind.RECEIVED::equals).hasSize(2);
        assertThat(inbox.resolve("refused").resolve("link.hl7")).isSymbolicLink();
    }

    @Test
    void a_name_that_is_no_text_is_refused_and_not_overlooked() throws Exception {
        Path source = Files.writeString(directory.resolve("source"), admission("F1"));
        String script = "cp \"$1\" \"$2/$(printf 'b\\377d.hl7')\"";
        assertThat(new ProcessBuilder("sh", "-c", script, "sh", source.toString(), inbox.toString())
                        .start()
                        .waitFor())
                .isZero();
        await().atMost(SOON).until(() -> waiting().isEmpty());
        try (Stream<Path> refused = Files.list(inbox.resolve("refused"))) {
            assertThat(refused.filter(file -> file.toString().endsWith(Shelves.RESULTS)))
                    .singleElement()
                    .satisfies(file -> assertThat(file).content().contains("0,,INVALID_VALUE,,file name"));
        }
    }

    @Test
    void a_file_that_may_not_be_read_is_refused_after_a_while() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("root may read everything")
                .isNotEqualTo("root");
        Path closed = Files.writeString(inbox.resolve("closed.hl7"), admission("F1"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        assertThat(results("refused", "closed.hl7")).containsExactly(HEADING, "0,,UNREADABLE,,file");
    }

    @Test
    void a_file_stays_while_the_store_cannot_commit_and_is_taken_when_it_can() throws Exception {
        store.close();
        put("a.hl7", admission("F1"));
        put("empty.hl7", "");
        await().atMost(SOON)
                .until(() -> meters.find("portage.received").tag("outcome", "store_unavailable").counters().stream()
                        .anyMatch(counter -> counter.count() > 0));
        assertThat(waiting()).contains("a.hl7", "empty.hl7");
        channel.close();
        open();
        watch(Duration.ofMillis(200));
        assertThat(results("done", "a.hl7")).hasSize(2);
        assertThat(results("refused", "empty.hl7")).hasSize(2);
    }

    @Test
    void results_that_cannot_be_written_keep_the_file_where_it_is_and_submit_nothing_twice() throws Exception {
        // Stands in for a disk without room: the place of the results cannot be written.
        Path blocked = Files.createDirectories(inbox.resolve("done").resolve("a.hl7.results.csv.tmp/in-the-way"));
        put("a.hl7", admission("F1"));
        await().atMost(SOON).until(() -> !kinds().isEmpty());
        Thread.sleep(300);
        assertThat(waiting()).containsExactly("a.hl7");
        put("b.hl7", admission("F2"));
        assertThat(results("done", "b.hl7")).hasSize(2);
        Files.delete(blocked);
        Files.delete(blocked.getParent());
        assertThat(results("done", "a.hl7").get(1)).startsWith("1,F1,ACCEPTED,");
        assertThat(kinds()).containsExactly(EntryKind.RECEIVED, EntryKind.RECEIVED);
    }

    @Test
    void a_folder_that_goes_and_comes_back_is_watched_again() throws Exception {
        put("a.hl7", admission("F1"));
        results("done", "a.hl7");
        Path away = directory.resolve("away");
        Files.move(inbox, away);
        await().atMost(SOON)
                .until(() -> meters.get("portage.folder.reachable").gauge().value() == 0);
        Files.createDirectory(inbox);
        put("b.hl7", admission("F2"));
        assertThat(results("done", "b.hl7")).hasSize(2);
        assertThat(meters.get("portage.folder.reachable").gauge().value()).isEqualTo(1);
    }

    @Test
    void a_file_taken_but_not_put_away_before_a_stop_is_taken_again_with_the_same_receipts() throws Exception {
        put("a.hl7", admission("F1") + admission("F2"));
        List<String> first = results("done", "a.hl7");
        channel.close();
        // As a crash between the commit and the move leaves it.
        Files.move(inbox.resolve("done").resolve("a.hl7"), inbox.resolve("a.hl7"));
        watch(Duration.ofMillis(200));
        await().atMost(SOON).until(() -> Files.exists(inbox.resolve("done").resolve("a.hl7")));
        assertThat(results("done", "a.hl7")).isEqualTo(first);
        assertThat(kinds()).filteredOn(EntryKind.RECEIVED::equals).hasSize(2);
        assertThat(store.outbox(0, 10)).hasSize(2);
    }

    @Test
    void a_shelf_that_leads_elsewhere_is_not_used() throws Exception {
        channel.close();
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.delete(inbox.resolve("done"));
        Files.createSymbolicLink(inbox.resolve("done"), other);
        assertThatThrownBy(() -> watch(Duration.ofMillis(200))).isInstanceOf(IOException.class);
        Files.delete(inbox.resolve("done"));
        watch(Duration.ofMillis(200));
    }

    @Test
    void neither_names_nor_contents_of_files_reach_the_log() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.INFO);
        try {
            put("ZZCANARY_9990000018.hl7", admission("F1"));
            put("ZZCANARY_broken.hl7", "ZZCANARY");
            results("done", "ZZCANARY_9990000018.hl7");
            results("refused", "ZZCANARY_broken.hl7");
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
        }
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).isNotEmpty();
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("ZZCANARY"));
    }

    private void put(String name, String content) throws IOException {
        Path draft = Files.writeString(directory.resolve("draft"), content);
        Files.move(draft, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> results(String shelf, String name) throws IOException {
        Path file = inbox.resolve(shelf).resolve(name);
        await().atMost(SOON).until(() -> Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS));
        return Files.readAllLines(file.resolveSibling(name + Shelves.RESULTS));
    }

    private List<String> waiting() throws IOException {
        try (Stream<Path> files = Files.list(inbox)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .map(file -> String.valueOf(file.getFileName()))
                    .toList();
        }
    }

    private List<EntryKind> kinds() {
        return store.ledger().entriesAfter(0, 100).stream()
                .map(Entry::content)
                .map(EntryDraft::kind)
                .toList();
    }

    private static String admission(String id) {
        return "MSH|^~\\&|PAS|RCB55|PORTAGE|COUNCIL|20261120093100||ADT^A01|" + id + "|P|2.4\r"
                + "EVN|A01|20261120093000\r"
                + "PID|1||9990000018^^^NHS^NH||ZZTEST^SYNTHETIC||19500101|2\r"
                + "PV1|1|I|WARD1\r";
    }
}
