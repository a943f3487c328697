package uk.portage.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.pipeline.TestRoad.COUNCIL;
import static uk.portage.gateway.pipeline.TestRoad.OTHER_COUNCIL;
import static uk.portage.gateway.pipeline.TestRoad.TRUST;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.pipeline.route.MailboxQuotas;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;

class MailboxQuotaTest {

    private static final MailboxQuotas SMALL = new MailboxQuotas(1_000, Map.of(OTHER_COUNCIL, 2));

    private static final SourceDocument FIRST = ToyAdapter.document("m1", "p1", "OTHER", 1);

    @TempDir
    private Path folder;

    @Test
    void who_names_a_full_mailbox_is_asked_to_send_later_and_the_ledger_says_whose_it_is() throws IOException {
        try (TestRoad test = new TestRoad(folder, SMALL)) {
            fill(test);

            EntryDraft refused = refusal(test);
            assertThat(refused.code()).contains(FailureCode.DESTINATION_FULL);
            assertThat(refused.sender()).contains(TRUST);
            assertThat(refused.recipient()).contains(OTHER_COUNCIL);
            // It comes again and is counted then: not a record that did not arrive.
            assertThat(refused.transfer()).isEmpty();
        }
    }

    @Test
    void a_full_mailbox_keeps_back_neither_other_destinations_nor_repeats_nor_what_a_caseload_asks_for()
            throws IOException {
        try (TestRoad test = new TestRoad(folder, SMALL)) {
            SubmissionId first = fill(test);
            int held = test.mailbox(OTHER_COUNCIL).size();

            assertThat(test.accepted(FIRST)).isEqualTo(first);
            test.register(OTHER_COUNCIL, first);
            test.accepted(ToyAdapter.document("other", "p1", "COUNCIL", 5));
            assertThat(test.mailbox(COUNCIL, 1)).hasSize(1);
            assertThat(test.mailbox(OTHER_COUNCIL, held + 1)).hasSize(held + 1);
        }
    }

    @Test
    void a_mailbox_that_is_collected_from_takes_records_again() throws IOException {
        try (TestRoad test = new TestRoad(folder, SMALL)) {
            fill(test);
            List<MailboxItem> held = test.mailbox(OTHER_COUNCIL);
            test.store
                    .write(transaction -> {
                        held.forEach(
                                item -> transaction.moveTo(item.transfer(), TaskStatus.RECEIVED, Optional.empty()));
                        return true;
                    })
                    .join();

            SourceDocument late = ToyAdapter.document("late", "p9", "OTHER", 9);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> test.push(late).join() instanceof Answer.Accepted);
            assertThat(test.mailbox(OTHER_COUNCIL, held.size() + 1)).hasSize(held.size() + 1);
        }
    }

    /** Until the gateway has seen that the mailbox is full: it counts once a second or less often. */
    private static SubmissionId fill(TestRoad test) {
        SubmissionId first = test.accepted(FIRST);
        AtomicInteger pushed = new AtomicInteger(1);
        Answer refused = Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> test.push(next(pushed)).join(), answer -> answer instanceof Answer.Refused);
        assertThat(refused).isEqualTo(new Answer.Refused(FailureCode.DESTINATION_FULL, List.of()));
        test.mailbox(OTHER_COUNCIL, pushed.get() - 1);
        return first;
    }

    private static SourceDocument next(AtomicInteger pushed) {
        int number = pushed.incrementAndGet();
        return ToyAdapter.document("m" + number, "p" + number, "OTHER", number);
    }

    private static EntryDraft refusal(TestRoad test) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> test.store.ledger().entriesAfter(0, 1_000).stream()
                                .map(Entry::content)
                                .filter(entry -> entry.kind() == EntryKind.REFUSED)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
