package uk.portage.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.gp2gp.Gp2gpClass;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;

/** What GP2GP would call the ends that transfers have here. */
class Gp2gpClockTest {

    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    private static final SubmissionId SUBMISSION = SubmissionId.parse("00000000-0000-8000-8000-000000000001");
    private static final TransferId TRANSFER = new TransferId(UUID.fromString("00000000-0000-8000-8000-000000000002"));

    private final List<Entry> entries = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        // Late by our target of an hour, on time by 8 days; after our cutoff of 5 days, too.
        "0, 2, INTEGRATED_ON_TIME",
        "0, 7, INTEGRATED_ON_TIME",
        "0, 8, INTEGRATED_ON_TIME",
        "0, 9, INTEGRATED_LATE",
        "4, 12, INTEGRATED_ON_TIME",
        "0, 15, TRANSFERRED_NOT_INTEGRATED"
    })
    void the_clock_runs_from_the_offer_to_the_answer(int offered, int acknowledged, Gp2gpClass expected) {
        routed();
        at(offered, EntryDraft.of(EntryKind.OFFERED));
        at(Math.max(offered, 6), EntryDraft.of(EntryKind.EXPIRED), acknowledged > 6);
        at(acknowledged, EntryDraft.of(EntryKind.ACKNOWLEDGED));

        assertThat(classified()).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"WRONG_PATIENT, FINAL_ERROR", "OTHER, FINAL_ERROR", "DUPLICATE, TRANSFERRED_NOT_INTEGRATED"})
    void a_rejection_is_an_answer_with_an_error(RejectionReason reason, Gp2gpClass expected) {
        routed();
        at(0, EntryDraft.of(EntryKind.OFFERED));
        at(1, EntryDraft.of(EntryKind.REJECTED).reason(reason));

        assertThat(classified()).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"13, FINAL_ERROR", "15, TRANSFERRED_NOT_INTEGRATED"})
    void a_rejection_after_fourteen_days_is_not_seen(int day, Gp2gpClass expected) {
        routed();
        at(0, EntryDraft.of(EntryKind.OFFERED));
        at(6, EntryDraft.of(EntryKind.EXPIRED));
        at(day, EntryDraft.of(EntryKind.REJECTED).reason(RejectionReason.OTHER));

        assertThat(classified()).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"13, INTEGRATED_LATE", "15, FINAL_ERROR"})
    void a_rejection_stands_if_it_is_integrated_only_after_the_cutoff(int acknowledged, Gp2gpClass expected) {
        routed();
        at(0, EntryDraft.of(EntryKind.OFFERED));
        at(1, EntryDraft.of(EntryKind.REJECTED).reason(RejectionReason.OTHER));
        at(acknowledged, EntryDraft.of(EntryKind.ACKNOWLEDGED));

        assertThat(classified()).contains(expected);
    }

    @Test
    void whoever_rejects_and_then_integrates_has_integrated() {
        routed();
        at(0, EntryDraft.of(EntryKind.OFFERED));
        at(1, EntryDraft.of(EntryKind.REJECTED).reason(RejectionReason.OTHER));
        at(2, EntryDraft.of(EntryKind.ACKNOWLEDGED));

        assertThat(classified()).contains(Gp2gpClass.INTEGRATED_ON_TIME);
    }

    @Test
    void what_was_never_offered_was_not_sent_and_it_matters_whose_fault_that_is() {
        at(0, received());
        at(0, EntryDraft.of(EntryKind.FAILED).submission(SUBMISSION).code(FailureCode.UNREADABLE));
        assertThat(FailureCode.UNREADABLE.fault()).isEqualTo(FailureCode.Fault.SENDER);
        assertThat(classified()).contains(Gp2gpClass.FATAL_SENDER_ERROR);

        entries.clear();
        at(0, received());
        at(0, EntryDraft.of(EntryKind.FAILED).submission(SUBMISSION).code(FailureCode.INTERNAL));
        assertThat(classified()).contains(Gp2gpClass.CORE_EXTRACT_NOT_SENT);
    }

    @Test
    void what_is_under_way_or_not_eligible_has_no_class() {
        routed();
        at(0, EntryDraft.of(EntryKind.OFFERED));
        assertThat(classified()).isEmpty();

        at(1, EntryDraft.of(EntryKind.EXCLUDED).exclusion(Exclusion.TEST_PATIENT));
        assertThat(classified()).isEmpty();
    }

    private Optional<Gp2gpClass> classified() {
        Map<TransferId, TransferState> states = TransferFold.over(entries);
        assertThat(states).hasSize(1);
        return Gp2gpClock.classified(states.values().iterator().next());
    }

    private void routed() {
        at(
                0,
                facts(EntryKind.ROUTED)
                        .recipient(new OdsCode("E99"))
                        .rightPerson(true)
                        .valid(true));
    }

    private static EntryDraft.Builder received() {
        return facts(EntryKind.RECEIVED);
    }

    private static EntryDraft.Builder facts(EntryKind kind) {
        return EntryDraft.of(kind)
                .submission(SUBMISSION)
                .sender(new OdsCode("RZ9"))
                .workflow(Workflow.ADMISSION_NOTICE)
                .startedAt(START, true)
                .timeTarget(new TimeTarget(Duration.ofHours(1), Duration.ofDays(5)));
    }

    private void at(int day, EntryDraft.Builder entry, boolean wanted) {
        if (wanted) {
            at(day, entry);
        }
    }

    private void at(int day, EntryDraft.Builder entry) {
        EntryDraft draft = entry.draft();
        if (draft.kind() != EntryKind.RECEIVED && draft.kind() != EntryKind.FAILED) {
            draft = entry.transfer(TRANSFER).draft();
        }
        entries.add(new Entry(entries.size() + 1, START.plus(Duration.ofDays(day)), draft));
    }
}
