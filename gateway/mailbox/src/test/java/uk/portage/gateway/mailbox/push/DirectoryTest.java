package uk.portage.gateway.mailbox.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uk.portage.gateway.mailbox.push.OfferedRecords.HOME;
import static uk.portage.gateway.mailbox.push.OfferedRecords.OTHER_HOME;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.mailbox.Answer;
import uk.portage.gateway.mailbox.Mailbox;
import uk.portage.gateway.mailbox.exchange.UnreachableException;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

class DirectoryTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/London");

    private Path directory;
    private OfferedRecords records;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        directory = Files.createDirectory(folder.resolve("outbox"));
        records = new OfferedRecords(folder);
    }

    @AfterEach
    void close() {
        records.close();
    }

    @Test
    void a_transfer_becomes_its_record_and_its_page_and_is_collected() throws IOException {
        TransferId transfer = records.offer(HOME);
        carrier().look();
        assertThat(files(directory)).containsExactlyInAnyOrder(transfer + ".json", transfer + ".html");
        assertThat(Files.readAllBytes(json(transfer)))
                .isEqualTo(records.store()
                        .bundle(records.item(transfer).submission())
                        .orElseThrow());
        assertThat(Files.readString(directory.resolve(transfer + ".html"))).contains("Morwenna Testcase");
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED);
    }

    @Test
    void a_record_that_is_moved_to_done_is_acknowledged_once_and_its_page_follows() throws IOException {
        TransferId transfer = records.offer(HOME);
        DirectoryCarrier carrier = carrier();
        carrier.look();
        Files.move(json(transfer), directory.resolve("done").resolve(transfer + ".json"));
        carrier.look();
        carrier.look();
        assertThat(records.status(transfer)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED, EntryKind.ACKNOWLEDGED);
        assertThat(files(directory)).isEmpty();
        assertThat(files(directory.resolve("done"))).containsExactlyInAnyOrder(transfer + ".json", transfer + ".html");
    }

    @Test
    void a_record_that_is_moved_to_rejected_is_rejected_with_the_reason_beside_it() throws IOException {
        TransferId transfer = records.offer(HOME);
        DirectoryCarrier carrier = carrier();
        carrier.look();
        reject(transfer, Optional.of("\uFEFF30002\r\n"));
        carrier.look();
        assertThat(records.item(transfer).reason()).contains(RejectionReason.PATIENT_NOT_KNOWN);
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED, EntryKind.REJECTED);
        assertThat(files(directory.resolve("rejected"))).contains(transfer + ".html");
    }

    @Test
    void a_reason_that_comes_late_is_waited_for_and_one_of_no_list_is_noted_as_other() throws IOException {
        TransferId late = records.offer(HOME);
        TransferId unknown = records.offer(HOME);
        TransferId silent = records.offer(HOME);
        DirectoryCarrier carrier = carrier(Duration.ofMillis(400), Duration.ofMinutes(1));
        carrier.look();
        reject(late, Optional.empty());
        reject(unknown, Optional.of("did not like it"));
        reject(silent, Optional.empty());
        carrier.look();
        assertThat(Stream.of(late, unknown, silent).map(records::status)).containsOnly(TaskStatus.RECEIVED);
        Files.writeString(directory.resolve("rejected").resolve(late + ".reason"), "wrong-patient");
        await().until(() -> {
            carrier.look();
            return Stream.of(late, unknown, silent).map(records::status).allMatch(TaskStatus::isFinal);
        });
        assertThat(records.item(late).reason()).contains(RejectionReason.WRONG_PATIENT);
        assertThat(records.item(unknown).reason()).contains(RejectionReason.OTHER);
        assertThat(records.item(silent).reason()).contains(RejectionReason.OTHER);
    }

    @Test
    void killed_before_collecting_leaves_nothing_to_see_and_it_is_written_at_the_next_start() throws IOException {
        TransferId transfer = records.offer(HOME);
        // What a kill leaves behind between the draft and the entry.
        Files.writeString(directory.resolve(transfer + ".json.tmp"), "half a rec");
        Files.writeString(directory.resolve(transfer + ".html.tmp"), "half a pa");
        records.reopen();
        carrier().look();
        assertThat(files(directory)).containsExactlyInAnyOrder(transfer + ".json", transfer + ".html");
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED);
    }

    @Test
    void killed_between_collecting_and_naming_the_files_it_is_written_at_the_next_start() throws IOException {
        TransferId both = records.offer(HOME);
        TransferId pageNamed = records.offer(HOME);
        for (TransferId transfer : List.of(both, pageNamed)) {
            new Mailbox(records.store()).collect(records.item(transfer), 1);
        }
        Files.writeString(directory.resolve(pageNamed + ".html"), "a page without its record");
        records.reopen();
        carrier().look();
        assertThat(files(directory))
                .containsExactlyInAnyOrder(both + ".json", both + ".html", pageNamed + ".json", pageNamed + ".html");
        assertThat(records.entries(both)).containsExactly(EntryKind.COLLECTED);
    }

    @Test
    void killed_after_writing_it_is_not_written_twice() throws IOException {
        TransferId transfer = records.offer(HOME);
        carrier().look();
        Object written = Files.readAttributes(json(transfer), "unix:ino").get("ino");
        records.reopen();
        carrier().look();
        assertThat(Files.readAttributes(json(transfer), "unix:ino").get("ino")).isEqualTo(written);
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED);
    }

    @Test
    void what_is_moved_while_the_gateway_is_down_is_acknowledged_at_the_next_start() throws IOException {
        TransferId transfer = records.offer(HOME);
        carrier().look();
        Files.move(json(transfer), directory.resolve("done").resolve(transfer + ".json"));
        records.reopen();
        carrier().look();
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED, EntryKind.ACKNOWLEDGED);
    }

    @Test
    void killed_between_the_answer_and_moving_its_page_the_page_is_moved_and_nothing_answered_twice()
            throws IOException {
        TransferId transfer = records.offer(HOME);
        carrier().look();
        Files.move(json(transfer), directory.resolve("done").resolve(transfer + ".json"));
        new Mailbox(records.store()).answer(HOME, transfer, new Answer(TaskStatus.COMPLETED, Optional.empty()));
        records.reopen();
        carrier().look();
        assertThat(files(directory)).isEmpty();
        assertThat(files(directory.resolve("done"))).contains(transfer + ".html");
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED, EntryKind.ACKNOWLEDGED);
    }

    @Test
    void what_was_answered_by_another_face_of_the_mailbox_does_not_wait_here() throws IOException {
        TransferId transfer = records.offer(HOME);
        carrier().look();
        new Mailbox(records.store()).answer(HOME, transfer, new Answer(TaskStatus.COMPLETED, Optional.empty()));
        records.reopen();
        carrier().look();
        assertThat(files(directory)).isEmpty();
    }

    @Test
    void a_record_that_vanishes_is_written_again_and_its_answer_is_still_found() throws Exception {
        TransferId transfer = records.offer(HOME);
        DirectoryCarrier carrier = carrier(Duration.ZERO, Duration.ofMillis(200));
        carrier.look();
        // A reader that moves by way of another place.
        Path elsewhere = Files.move(json(transfer), directory.resolveSibling("elsewhere.json"));
        carrier.look();
        assertThat(files(directory)).doesNotContain(transfer + ".json");
        await().until(() -> {
            carrier.look();
            return Files.exists(json(transfer));
        });
        Files.move(elsewhere, directory.resolve("done").resolve(transfer + ".json"));
        carrier.look();
        assertThat(records.status(transfer)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(files(directory)).isEmpty();
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED, EntryKind.ACKNOWLEDGED);
    }

    @Test
    void a_directory_that_is_not_there_stops_its_destination_only_and_is_not_made() throws IOException {
        Set<OdsCode> suspended = ConcurrentHashMap.newKeySet();
        Path missing = directory.resolveSibling("not-mounted");
        TransferId stopped = records.offer(HOME);
        TransferId flowing = records.offer(OTHER_HOME);
        try (Deliveries deliveries = Deliveries.start(
                List.of(
                        new DeliveryConfiguration.ToDirectory(HOME, missing),
                        new DeliveryConfiguration.ToDirectory(OTHER_HOME, directory)),
                records.store(),
                suspended::contains,
                Map.of(),
                ZONE)) {
            await().until(() -> Files.exists(json(flowing)));
            await().until(() -> !deliveries.isReachable(HOME));
            suspended.add(OTHER_HOME);
            TransferId withheld = records.offer(OTHER_HOME);
            assertThat(Files.exists(json(withheld))).isFalse();
            await().during(Duration.ofSeconds(2)).until(() -> !Files.exists(json(withheld)));
            suspended.clear();
            await().until(() -> Files.exists(json(withheld)));
            assertThat(deliveries.isReachable(OTHER_HOME)).isTrue();
            assertThat(missing).doesNotExist();
            assertThat(records.status(stopped)).isEqualTo(TaskStatus.REQUESTED);
            Files.createDirectory(missing);
            await().until(() -> Files.exists(missing.resolve(stopped + ".json")));
            await().until(() -> deliveries.isReachable(HOME));
        }
    }

    @Test
    void what_cannot_be_written_is_not_collected_and_is_written_when_there_is_room() throws IOException {
        TransferId transfer = records.offer(HOME);
        // Stands for a full disk: nothing can be written under this name.
        Path obstacle = Files.createDirectories(
                directory.resolve(transfer + ".json.tmp").resolve("full"));
        DirectoryCarrier carrier = carrier();
        assertThatThrownBy(carrier::look).isInstanceOf(UnreachableException.class);
        assertThat(records.entries(transfer)).isEmpty();
        Files.delete(obstacle);
        carrier.look();
        assertThat(records.entries(transfer)).containsExactly(EntryKind.COLLECTED);
        assertThat(files(directory)).containsExactlyInAnyOrder(transfer + ".json", transfer + ".html");
    }

    @Test
    void a_shelf_that_is_a_link_is_not_written_through() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolveSibling("elsewhere"));
        Files.createSymbolicLink(directory.resolve("done"), elsewhere);
        assertThatThrownBy(() -> carrier().look())
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("not a directory");
    }

    private DirectoryCarrier carrier() {
        return carrier(Duration.ZERO, Duration.ofMinutes(1));
    }

    private DirectoryCarrier carrier(Duration reason, Duration vanished) {
        return new DirectoryCarrier(
                HOME,
                new Outbox(directory),
                records.store(),
                new Mailbox(records.store()),
                new RecordPage(Map.of(), ZONE),
                new DirectoryCarrier.Patience(reason, vanished));
    }

    private void reject(TransferId transfer, Optional<String> reason) throws IOException {
        Path shelf = directory.resolve("rejected");
        if (reason.isPresent()) {
            Files.writeString(shelf.resolve(transfer + ".reason"), reason.get(), UTF_8);
        }
        Files.move(json(transfer), shelf.resolve(transfer + ".json"));
    }

    private Path json(TransferId transfer) {
        return directory.resolve(transfer + ".json");
    }

    /** The names of the files, without the shelves. */
    private static List<String> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
