package uk.portage.gateway.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.portage.gateway.pipeline.TestRoad.COUNCIL;
import static uk.portage.gateway.pipeline.TestRoad.TRUST;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.store.FoundSubmission;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Replay;
import uk.portage.gateway.store.SubmissionStanding;
import uk.portage.gateway.transfer.ReplayId;
import uk.portage.gateway.transfer.ReplayReason;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferStatus;

/** Records go the whole road once more. */
class ReplayTest {

    @TempDir
    private Path folder;

    private static Replay.Order order(int perSecond) {
        return new Replay.Order(
                new ReplayId(UUID.randomUUID()), ReplayReason.ROUTE_MENDED, TRUST, Instant.now(), "test", perSecond);
    }

    private static void begin(TestRoad test, Replay.Order order, List<SubmissionId> submissions) {
        List<FoundSubmission> chosen = submissions.stream()
                .map(id -> test.store.submissions().find(id).orElseThrow())
                .toList();
        test.store
                .write(transaction -> {
                    transaction.replays().begin(order, chosen);
                    return true;
                })
                .join();
        test.road.replayOrdered();
    }

    private static Replay replay(TestRoad test, Replay.Order order) {
        return test.store.replays().find(order.id()).orElseThrow();
    }

    private static SubmissionStanding standing(TestRoad test, SubmissionId id) {
        return test.store.submissions().find(id).orElseThrow().standing();
    }

    private static void awaitStanding(TestRoad test, SubmissionId id, SubmissionStanding standing) {
        await().pollInterval(Duration.ofMillis(20)).until(() -> standing(test, id) == standing);
    }

    private static void awaitDone(TestRoad test, Replay.Order order) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> replay(test, order).state() == Replay.State.DONE);
    }

    @Test
    void what_failed_or_matched_no_destination_arrives_exactly_once_after_it_was_mended() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            SubmissionId delivered = test.accepted(ToyAdapter.document("m1", "p1", "COUNCIL", 1));
            SubmissionId refused = test.accepted(ToyAdapter.document("m2", "p2", "COUNCIL", -1));
            SubmissionId nowhere = test.accepted(ToyAdapter.document("m3", "p3", "NOWHERE", 3));
            awaitStanding(test, delivered, SubmissionStanding.DELIVERED);
            awaitStanding(test, refused, SubmissionStanding.FAILED);
            awaitStanding(test, nowhere, SubmissionStanding.NOT_ROUTED);
            test.road.close();
            test.receivers.put("NOWHERE", COUNCIL);
            test.adapter.mended = true;
            test.start();
            Replay.Order order = order(1_000);
            begin(test, order, List.of(delivered, refused, nowhere));
            assertThat(test.mailbox(COUNCIL, 3))
                    .extracting(MailboxItem::submission)
                    .containsExactlyInAnyOrder(delivered, refused, nowhere);
            awaitDone(test, order);
            assertThat(replay(test, order).replayed()).isEqualTo(2);
            assertThat(replay(test, order).leftOut()).isEqualTo(1);
            MailboxItem arrived = test.mailbox(COUNCIL).stream()
                    .filter(item -> item.submission().equals(nowhere))
                    .findFirst()
                    .orElseThrow();
            assertThat(test.store.ledger().entriesOf(nowhere))
                    .extracting(entry -> entry.content().kind())
                    .containsExactly(
                            EntryKind.RECEIVED,
                            EntryKind.TRANSLATED,
                            EntryKind.VALIDATED,
                            EntryKind.NOT_ROUTED,
                            EntryKind.REPLAYED,
                            EntryKind.TRANSLATED,
                            EntryKind.VALIDATED,
                            EntryKind.ROUTED,
                            EntryKind.OFFERED);
            assertThat(test.store
                            .ledger()
                            .state(arrived.transfer())
                            .orElseThrow()
                            .status())
                    .isEqualTo(TransferStatus.OPEN);
            Replay.Order again = order(1_000);
            begin(test, again, List.of(delivered, refused, nowhere));
            awaitDone(test, again);
            assertThat(replay(test, again).leftOut()).isEqualTo(3);
            assertThat(test.mailbox(COUNCIL)).hasSize(3);
        }
    }

    @Test
    void what_is_replayed_past_its_cutoff_arrives_and_still_counts_as_the_failure_that_it_was() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            SubmissionId old = test.accepted(SourceDocument.of("m1|p1|NOWHERE|1|old".getBytes(UTF_8)));
            awaitStanding(test, old, SubmissionStanding.NOT_ROUTED);
            test.road.close();
            test.receivers.put("NOWHERE", COUNCIL);
            test.start();
            Replay.Order order = order(10);
            begin(test, order, List.of(old));
            MailboxItem arrived = test.mailbox(COUNCIL, 1).get(0);
            TransferState state = test.store.ledger().state(arrived.transfer()).orElseThrow();
            assertThat(state.status()).isEqualTo(TransferStatus.TECHNICAL_FAILURE);
            assertThat(state.code()).contains(FailureCode.UNKNOWN_DESTINATION);
        }
    }

    @Test
    void a_replay_keeps_to_its_rate_goes_on_after_a_restart_and_ends_when_it_is_stopped() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            List<SubmissionId> submissions = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                submissions.add(test.accepted(ToyAdapter.document("m" + i, "p" + i, "NOWHERE", i)));
            }
            for (SubmissionId submission : submissions) {
                awaitStanding(test, submission, SubmissionStanding.NOT_ROUTED);
            }
            test.road.close();
            test.receivers.put("NOWHERE", COUNCIL);
            test.start();
            Replay.Order order = order(5);
            long begun = System.nanoTime();
            begin(test, order, submissions);
            await().pollInterval(Duration.ofMillis(10))
                    .until(() -> replay(test, order).replayed() >= 6);
            // One goes at once, the others at the rate.
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(900));
            test.road.close();
            int before = replay(test, order).replayed();
            test.start();
            await().pollInterval(Duration.ofMillis(10))
                    .until(() -> replay(test, order).replayed() > before);
            test.store
                    .write(transaction -> transaction.replays().stop(order.id()))
                    .join();
            Replay stopped = replay(test, order);
            assertThat(stopped.state()).isEqualTo(Replay.State.STOPPED);
            assertThat(stopped.left()).isPositive();
            assertThat(test.mailbox(COUNCIL, stopped.replayed())).hasSize(stopped.replayed());
            await().during(Duration.ofMillis(500))
                    .until(() -> replay(test, order).equals(stopped));
            assertThat(test.mailbox(COUNCIL))
                    .extracting(MailboxItem::submission)
                    .doesNotHaveDuplicates()
                    .hasSize(stopped.replayed());
        }
    }
}
