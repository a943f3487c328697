package uk.portage.gateway.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * Names one rollup cell, and says in which cells a transfer counts.
 *
 * @param name the measure with its detail, as {@link CountNames.Name#text} writes it
 */
record CellKey(RollupKey row, String name) {

    private static CellKey of(RollupKey row, Measure measure, String detail) {
        return new CellKey(row, CountNames.Name.text(measure, detail));
    }

    /** Adds what a state counts for, times the sign, to the amounts. */
    static void count(TransferState state, long sign, Map<CellKey, Long> amounts) {
        RollupKey row = new RollupKey(
                day(state.startedAt()), state.sender(), state.recipient(), state.workflow(), state.format());
        new Counter(state, row, sign, amounts).count();
    }

    /** Adds what a translation lost by element; nothing for every other entry. */
    static void countLost(Entry entry, Map<CellKey, Long> amounts) {
        EntryDraft content = entry.content();
        if (content.kind() == EntryKind.TRANSLATED) {
            RollupKey row = new RollupKey(
                    day(entry.time()),
                    content.sender(),
                    Optional.empty(),
                    content.workflow().orElse(Workflow.UNKNOWN),
                    content.format().orElse(TransferFold.UNKNOWN_FORMAT));
            content.lost()
                    .forEach((element, count) ->
                            amounts.merge(of(row, Measure.LOST_ELEMENT, element.text()), (long) count, Long::sum));
        }
    }

    /** Where a submission counts as received; empty for every other entry. */
    static Optional<CellKey> ofSubmission(Entry entry) {
        EntryDraft content = entry.content();
        return content.kind() == EntryKind.RECEIVED
                ? Optional.of(of(
                        new RollupKey(
                                day(content.startedAt().orElse(entry.time())),
                                content.sender(),
                                Optional.empty(),
                                content.workflow().orElse(Workflow.UNKNOWN),
                                content.format().orElse(TransferFold.UNKNOWN_FORMAT)),
                        Measure.SUBMISSION,
                        ""))
                : Optional.empty();
    }

    /** The cell whose amount an independent count is; empty for every other entry. */
    static Optional<CellKey> ofSourceEvents(Entry entry) {
        EntryDraft content = entry.content();
        return content.kind() == EntryKind.SOURCE_EVENTS_COUNTED
                ? Optional.of(of(
                        new RollupKey(
                                day(content.startedAt().orElse(entry.time())),
                                content.sender(),
                                Optional.empty(),
                                Workflow.UNKNOWN,
                                TransferFold.UNKNOWN_FORMAT),
                        Measure.SOURCE_EVENT,
                        ""))
                : Optional.empty();
    }

    private static LocalDate day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private record Counter(TransferState state, RollupKey row, long sign, Map<CellKey, Long> amounts) {

        void count() {
            add(Measure.STATUS, state.status().name(), 1);
            switch (state.status()) {
                // Not eligible: it counts as excluded and for nothing else.
                case EXCLUDED -> {
                    state.exclusion().ifPresent(exclusion -> add(Measure.EXCLUSION, exclusion.name(), 1));
                    return;
                }
                case INTEGRATED_ON_TIME, INTEGRATED_LATE ->
                    state.acknowledgedAt()
                            .ifPresent(
                                    at -> addAfter(Measure.INTEGRATED_AFTER, Duration.between(state.startedAt(), at)));
                case DELIVERED_NOT_INTEGRATED, REJECTED, TECHNICAL_FAILURE, UNCLASSIFIED -> {
                    state.code().ifPresent(code -> {
                        add(Measure.FAILURE, code.name(), 1);
                        state.stage().ifPresent(stage -> add(Measure.FAILED_AT, stage.name() + '.' + code.name(), 1));
                    });
                    addAfter(Measure.CENSORED_AFTER, state.timeTarget().cutoff());
                }
                case OPEN -> {
                    // Its censoring time is now, which only the reader knows.
                }
            }
            Gp2gpClock.classified(state).ifPresent(ended -> add(Measure.GP2GP, ended.name(), 1));
            for (Milestone milestone : Milestone.values()) {
                if (hasReached(milestone)) {
                    add(Measure.REACHED, milestone.name(), 1);
                }
            }
            if (state.isPortable()) {
                add(Measure.PORTABLE, "", 1);
            }
            if (state.restatedAt().isPresent()) {
                add(Measure.RESTATED, "", 1);
            }
            state.losses().forEach((kind, count) -> add(Measure.LOSS, kind.name(), count));
            state.withheld().forEach((kind, count) -> add(Measure.WITHHELD, kind.name(), count));
        }

        private boolean hasReached(Milestone milestone) {
            return switch (milestone) {
                case OBLIGED -> true;
                case ROUTED -> state.routedAt().isPresent() || hasReached(Milestone.OFFERED);
                case OFFERED -> inTime(state.offeredAt()) || hasReached(Milestone.COLLECTED);
                case COLLECTED -> inTime(state.collectedAt()) || hasReached(Milestone.ACKNOWLEDGED);
                case ACKNOWLEDGED -> state.acknowledgedAt().isPresent();
                case ON_TIME -> state.status() == TransferStatus.INTEGRATED_ON_TIME;
                case PORTABLE -> state.isPortable();
            };
        }

        /** What comes after the cutoff changes no figure of a day that was closed by it. */
        private boolean inTime(Optional<Instant> at) {
            return at.isPresent() && !at.get().isAfter(state.cutoffAt());
        }

        private void addAfter(Measure measure, Duration elapsed) {
            add(measure, Integer.toString(LatencyBuckets.of(elapsed)), 1);
        }

        private void add(Measure measure, String detail, long amount) {
            amounts.merge(CellKey.of(row, measure, detail), sign * amount, Long::sum);
        }
    }
}
