package uk.portage.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.ledger.EntryKind.ACCEPTED;
import static uk.portage.gateway.ledger.EntryKind.ACKNOWLEDGED;
import static uk.portage.gateway.ledger.EntryKind.COLLECTED;
import static uk.portage.gateway.ledger.EntryKind.EXCLUDED;
import static uk.portage.gateway.ledger.EntryKind.EXPIRED;
import static uk.portage.gateway.ledger.EntryKind.FAILED;
import static uk.portage.gateway.ledger.EntryKind.NOT_ROUTED;
import static uk.portage.gateway.ledger.EntryKind.OFFERED;
import static uk.portage.gateway.ledger.EntryKind.PARKED;
import static uk.portage.gateway.ledger.EntryKind.RECEIVED;
import static uk.portage.gateway.ledger.EntryKind.REFUSED;
import static uk.portage.gateway.ledger.EntryKind.REJECTED;
import static uk.portage.gateway.ledger.EntryKind.RELEASED;
import static uk.portage.gateway.ledger.EntryKind.REPEATED;
import static uk.portage.gateway.ledger.EntryKind.REPLAYED;
import static uk.portage.gateway.ledger.EntryKind.ROUTED;
import static uk.portage.gateway.ledger.EntryKind.TRANSLATED;
import static uk.portage.gateway.ledger.EntryKind.VALIDATED;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

class TransferFoldTest {

    private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
    private static final TimeTarget TARGET = new TimeTarget(Duration.ofHours(1), Duration.ofHours(10));
    private static final SubmissionId SUBMISSION = new SubmissionId(new UUID(1, 1));
    private static final OdsCode COUNCIL = new OdsCode("E99");
    private static final TransferId TRANSFER = TransferId.of(SUBMISSION, COUNCIL);
    private static final TransferId WITHOUT = TransferId.withoutDestination(SUBMISSION);

    /** A history: entries, each at so many minutes from the start (the target is at 60, the cutoff at 600). */
    private static final class History {
        private final List<Entry> entries = new ArrayList<>();

        History at(long minutes, EntryKind kind) {
            return at(minutes, kind, Optional.empty());
        }

        History at(long minutes, EntryKind kind, Optional<FailureCode> code) {
            EntryDraft.Builder draft = EntryDraft.of(kind);
            switch (kind) {
                case RECEIVED, REPEATED, TRANSLATED, VALIDATED -> draft.submission(SUBMISSION);
                case REFUSED, NOT_ROUTED -> draft.submission(SUBMISSION).transfer(WITHOUT);
                case PARKED, RELEASED -> draft.submission(SUBMISSION);
                case ROUTED -> draft.submission(SUBMISSION).transfer(TRANSFER);
                default -> draft.transfer(isRouted() ? TRANSFER : WITHOUT);
            }
            if (kind == RECEIVED || kind == ROUTED || kind == REFUSED) {
                draft.sender(new OdsCode("RZ9"))
                        .workflow(Workflow.ADMISSION_NOTICE)
                        .format("hl7v2")
                        .startedAt(START, true)
                        .timeTarget(TARGET);
            }
            if (kind == ROUTED) {
                draft.recipient(COUNCIL).rightPerson(true).valid(true).losses(Map.of(LossKind.COARSER, 2));
            }
            if (kind == EXCLUDED) {
                draft.exclusion(Exclusion.TEST_PATIENT);
            }
            if (kind == REJECTED) {
                draft.reason(RejectionReason.PATIENT_NOT_KNOWN);
            }
            code.ifPresent(draft::code);
            entries.add(new Entry(entries.size() + 1, START.plus(Duration.ofMinutes(minutes)), draft.draft()));
            return this;
        }

        private boolean isRouted() {
            return entries.stream().anyMatch(e -> e.content().kind() == ROUTED);
        }

        Map<TransferId, TransferState> states() {
            return TransferFold.over(entries);
        }

        @Override
        public String toString() {
            return entries.stream()
                    .map(e -> e.content().kind() + "@"
                            + Duration.between(START, e.time()).toMinutes())
                    .toList()
                    .toString();
        }
    }

    private static History of(Object... kindsAndMinutes) {
        History history = new History();
        for (int i = 0; i < kindsAndMinutes.length; i += 2) {
            history.at((int) kindsAndMinutes[i + 1], (EntryKind) kindsAndMinutes[i]);
        }
        return history;
    }

    private static History offered() {
        return of(RECEIVED, 0, TRANSLATED, 1, VALIDATED, 1, ROUTED, 2, OFFERED, 3);
    }

    private static Arguments row(History history, TransferStatus status, FailureCode... code) {
        return Arguments.of(history, status, Stream.of(code).findFirst());
    }

    static Stream<Arguments> truth() {
        return Stream.of(
                // On the way.
                row(of(RECEIVED, 0), TransferStatus.OPEN),
                row(of(RECEIVED, 0, REPEATED, 1, TRANSLATED, 1, VALIDATED, 1), TransferStatus.OPEN),
                row(of(RECEIVED, 0, PARKED, 1), TransferStatus.OPEN, FailureCode.PARKED),
                row(of(RECEIVED, 0, PARKED, 1, RELEASED, 2), TransferStatus.OPEN),
                row(of(RECEIVED, 0, ROUTED, 2), TransferStatus.OPEN),
                row(offered(), TransferStatus.OPEN),
                row(offered().at(5, COLLECTED).at(6, ACCEPTED), TransferStatus.OPEN),
                row(offered().at(700, COLLECTED), TransferStatus.OPEN),
                // Integrated.
                row(offered().at(5, COLLECTED).at(60, ACKNOWLEDGED), TransferStatus.INTEGRATED_ON_TIME),
                row(offered().at(60, ACKNOWLEDGED), TransferStatus.INTEGRATED_ON_TIME),
                row(offered().at(61, ACKNOWLEDGED), TransferStatus.INTEGRATED_LATE),
                row(offered().at(600, ACKNOWLEDGED), TransferStatus.INTEGRATED_LATE),
                row(offered().at(20, ACKNOWLEDGED).at(300, ACKNOWLEDGED), TransferStatus.INTEGRATED_ON_TIME),
                row(of(RECEIVED, 0, ROUTED, 2, ACKNOWLEDGED, 3), TransferStatus.INTEGRATED_ON_TIME),
                row(offered().at(20, ACKNOWLEDGED).at(601, EXPIRED), TransferStatus.INTEGRATED_ON_TIME),
                row(offered().at(20, ACKNOWLEDGED).at(21, FAILED), TransferStatus.INTEGRATED_ON_TIME),
                row(offered().at(20, ACKNOWLEDGED).at(30, ROUTED), TransferStatus.INTEGRATED_ON_TIME),
                // Refused by the destination.
                row(offered().at(20, REJECTED), TransferStatus.REJECTED, FailureCode.REJECTED),
                row(offered().at(20, REJECTED).at(30, REJECTED), TransferStatus.REJECTED, FailureCode.REJECTED),
                row(offered().at(20, REJECTED).at(601, EXPIRED), TransferStatus.REJECTED, FailureCode.REJECTED),
                // Past the cutoff, whether somebody looked or not.
                row(offered().at(601, EXPIRED), TransferStatus.DELIVERED_NOT_INTEGRATED, FailureCode.NOT_COLLECTED),
                row(
                        offered().at(5, COLLECTED).at(601, EXPIRED),
                        TransferStatus.DELIVERED_NOT_INTEGRATED,
                        FailureCode.NOT_ACKNOWLEDGED),
                row(
                        offered().at(601, EXPIRED).at(602, ACKNOWLEDGED),
                        TransferStatus.DELIVERED_NOT_INTEGRATED,
                        FailureCode.NOT_COLLECTED),
                row(
                        offered().at(5, COLLECTED).at(601, ACKNOWLEDGED),
                        TransferStatus.DELIVERED_NOT_INTEGRATED,
                        FailureCode.NOT_ACKNOWLEDGED),
                row(
                        offered().at(5, COLLECTED).at(601, REJECTED),
                        TransferStatus.DELIVERED_NOT_INTEGRATED,
                        FailureCode.NOT_ACKNOWLEDGED),
                row(
                        offered().at(601, EXPIRED).at(602, REJECTED),
                        TransferStatus.DELIVERED_NOT_INTEGRATED,
                        FailureCode.NOT_COLLECTED),
                row(offered().at(20, REJECTED).at(601, ACKNOWLEDGED), TransferStatus.REJECTED, FailureCode.REJECTED),
                row(offered().at(20, ACKNOWLEDGED).at(601, REJECTED), TransferStatus.INTEGRATED_ON_TIME),
                row(offered().at(20, ACKNOWLEDGED).at(601, EXCLUDED), TransferStatus.INTEGRATED_ON_TIME),
                // Never delivered: the gateway's failure, whatever the destination did not do.
                row(of(RECEIVED, 0, EXPIRED, 601), TransferStatus.TECHNICAL_FAILURE, FailureCode.INTERNAL),
                row(of(RECEIVED, 0, PARKED, 1, EXPIRED, 601), TransferStatus.TECHNICAL_FAILURE, FailureCode.PARKED),
                row(of(RECEIVED, 0, ROUTED, 2, EXPIRED, 601), TransferStatus.TECHNICAL_FAILURE, FailureCode.INTERNAL),
                // Failed.
                row(of(REFUSED, 0), TransferStatus.TECHNICAL_FAILURE, FailureCode.UNREADABLE),
                row(of(RECEIVED, 0, NOT_ROUTED, 2), TransferStatus.TECHNICAL_FAILURE, FailureCode.NO_ROUTE),
                row(
                        of(RECEIVED, 0).at(2, FAILED, Optional.of(FailureCode.INVALID_BUNDLE)),
                        TransferStatus.TECHNICAL_FAILURE,
                        FailureCode.INVALID_BUNDLE),
                row(of(RECEIVED, 0, FAILED, 2, PARKED, 2), TransferStatus.TECHNICAL_FAILURE, FailureCode.INTERNAL),
                row(of(RECEIVED, 0, FAILED, 2, REPLAYED, 3), TransferStatus.OPEN),
                row(of(RECEIVED, 0, FAILED, 2, REPLAYED, 601), TransferStatus.TECHNICAL_FAILURE, FailureCode.INTERNAL),
                row(of(RECEIVED, 0, NOT_ROUTED, 2, REPLAYED, 3, ROUTED, 4), TransferStatus.OPEN),
                row(of(RECEIVED, 0, ROUTED, 1, FAILED, 2, ROUTED, 4), TransferStatus.OPEN),
                row(
                        of(RECEIVED, 0, NOT_ROUTED, 2, REPLAYED, 3, ROUTED, 4, OFFERED, 5, ACKNOWLEDGED, 9),
                        TransferStatus.INTEGRATED_ON_TIME),
                row(
                        of(RECEIVED, 0, ROUTED, 2, FAILED, 3, ACKNOWLEDGED, 700),
                        TransferStatus.TECHNICAL_FAILURE,
                        FailureCode.INTERNAL),
                // Excluded.
                row(of(RECEIVED, 0, EXCLUDED, 1), TransferStatus.EXCLUDED),
                row(of(RECEIVED, 0, FAILED, 1, EXCLUDED, 2), TransferStatus.EXCLUDED),
                row(offered().at(4, EXCLUDED).at(5, ACKNOWLEDGED), TransferStatus.EXCLUDED),
                row(offered().at(4, EXCLUDED).at(5, REJECTED), TransferStatus.EXCLUDED),
                row(offered().at(4, EXCLUDED).at(601, EXPIRED), TransferStatus.EXCLUDED),
                row(offered().at(4, EXCLUDED).at(5, ROUTED), TransferStatus.EXCLUDED),
                // Contradictions.
                row(offered().at(5, ACKNOWLEDGED).at(6, REJECTED), TransferStatus.UNCLASSIFIED),
                row(offered().at(5, REJECTED).at(6, ACKNOWLEDGED), TransferStatus.UNCLASSIFIED),
                row(of(ACKNOWLEDGED, 5), TransferStatus.UNCLASSIFIED),
                row(of(REJECTED, 5), TransferStatus.UNCLASSIFIED),
                row(of(RECEIVED, 0, ACKNOWLEDGED, 5), TransferStatus.UNCLASSIFIED),
                row(offered().at(5, FAILED).at(6, ACKNOWLEDGED), TransferStatus.UNCLASSIFIED),
                row(offered().at(5, FAILED).at(6, REJECTED), TransferStatus.UNCLASSIFIED),
                row(offered().at(5, ACKNOWLEDGED).at(6, EXCLUDED), TransferStatus.UNCLASSIFIED),
                row(offered().at(5, ACKNOWLEDGED).at(6, REJECTED).at(7, ACKNOWLEDGED), TransferStatus.UNCLASSIFIED));
    }

    @ParameterizedTest(name = "{0} is {1} {2}")
    @MethodSource("truth")
    void a_history_has_exactly_one_status(History history, TransferStatus status, Optional<FailureCode> code) {
        Map<TransferId, TransferState> states = history.states();

        assertThat(states).hasSize(1);
        TransferState state = states.values().iterator().next();
        assertThat(state.status()).isEqualTo(status);
        assertThat(state.code()).isEqualTo(code);
        assertThat(state.transfer()).isEqualTo(history.isRouted() ? TRANSFER : WITHOUT);
    }

    @Test
    void entries_of_nothing_known_begin_no_transfer() {
        for (EntryKind kind : List.of(
                OFFERED, COLLECTED, ACCEPTED, EXPIRED, PARKED, RELEASED, REPLAYED, REPEATED, TRANSLATED, VALIDATED)) {
            assertThat(of(kind, 1).states()).as(kind.name()).isEmpty();
        }
    }

    @Test
    void a_refusal_that_names_no_transfer_is_no_obligation() {
        Entry refused = new Entry(
                1,
                START,
                EntryDraft.of(REFUSED)
                        .submission(SUBMISSION)
                        .code(FailureCode.DUPLICATE_CONFLICT)
                        .draft());
        assertThat(TransferFold.over(List.of(refused))).isEmpty();
    }

    @Test
    void each_destination_of_a_submission_is_a_transfer_and_the_submission_none_any_more() {
        History history = of(RECEIVED, 0, ROUTED, 1);
        OdsCode second = new OdsCode("E98");
        history.entries.add(new Entry(
                3,
                START,
                EntryDraft.of(ROUTED)
                        .submission(SUBMISSION)
                        .transfer(TransferId.of(SUBMISSION, second))
                        .recipient(second)
                        .draft()));

        assertThat(history.states()).containsOnlyKeys(TRANSFER, TransferId.of(SUBMISSION, second));
    }

    @Test
    void a_routed_transfer_knows_everything_its_classification_needs() {
        TransferState state = offered()
                .at(5, COLLECTED)
                .at(7, COLLECTED)
                .at(20, ACKNOWLEDGED)
                .states()
                .get(TRANSFER);

        assertThat(state.submission()).contains(SUBMISSION);
        assertThat(state.sender()).contains(new OdsCode("RZ9"));
        assertThat(state.recipient()).contains(COUNCIL);
        assertThat(state.workflow()).isEqualTo(Workflow.ADMISSION_NOTICE);
        assertThat(state.format()).isEqualTo("hl7v2");
        assertThat(state.startedAt()).isEqualTo(START);
        assertThat(state.startedBySource()).isTrue();
        assertThat(state.routedAt()).contains(START.plus(Duration.ofMinutes(2)));
        assertThat(state.offeredAt()).contains(START.plus(Duration.ofMinutes(3)));
        assertThat(state.collectedAt()).contains(START.plus(Duration.ofMinutes(5)));
        assertThat(state.acknowledgedAt()).contains(START.plus(Duration.ofMinutes(20)));
        assertThat(state.restatedAt()).isEmpty();
        assertThat(state.losses()).isEqualTo(Map.of(LossKind.COARSER, 2));
        assertThat(state.isPortable()).isTrue();
    }

    @Test
    void an_acknowledgement_after_the_cutoff_is_a_restatement() {
        TransferState state = offered()
                .at(601, EXPIRED)
                .at(700, ACKNOWLEDGED)
                .at(800, ACKNOWLEDGED)
                .states()
                .get(TRANSFER);
        assertThat(state.acknowledgedAt()).isEmpty();
        assertThat(state.restatedAt()).contains(START.plus(Duration.ofMinutes(700)));
        assertThat(state.isPortable()).isFalse();
    }

    @Test
    void a_refused_document_of_which_nothing_is_known_counts_from_its_refusal() {
        Entry refused =
                new Entry(1, START, EntryDraft.of(REFUSED).transfer(WITHOUT).draft());
        TransferState state = TransferFold.over(List.of(refused)).get(WITHOUT);

        assertThat(state.workflow()).isEqualTo(Workflow.UNKNOWN);
        assertThat(state.format()).isEqualTo("unknown");
        assertThat(state.startedAt()).isEqualTo(START);
        assertThat(state.startedBySource()).isFalse();
        assertThat(state.timeTarget()).isEqualTo(TimeTarget.defaultFor(Workflow.UNKNOWN));
    }
}
