package uk.portage.gateway.auditor.report;

import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.auditor.statistics.LinkedTable;
import uk.portage.gateway.ledger.Rollups;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * Adds up a month's transfers by pair and workflow and says what of it the public may see. Each pair is a table of its own:
 * workflows by outcomes, with the pair's totals. Nothing is added up over pairs, so the tables have no total in common
 * and none can be subtracted from another.
 */
public final class MonthOfFlows {

    private static final Duration HOUR = Duration.ofHours(1);

    private final YearMonth month;
    private final Map<Pair, Tally> totals = new TreeMap<>(Pair.ORDER);
    private final Map<Pair, Map<Workflow, Tally>> byWorkflow = new TreeMap<>(Pair.ORDER);

    public MonthOfFlows(YearMonth month) {
        this.month = month;
    }

    /** @param rollups of days of the month, each day once */
    public void add(Rollups rollups) {
        rollups.by(key -> new Cut(Pair.of(key.sender(), key.recipient()), key.workflow()))
                .forEach((cut, counts) -> {
                    totals.computeIfAbsent(cut.pair(), key -> new Tally()).add(counts);
                    byWorkflow
                            .computeIfAbsent(cut.pair(), key -> new EnumMap<>(Workflow.class))
                            .computeIfAbsent(cut.workflow(), key -> new Tally())
                            .add(counts);
                });
    }

    private record Cut(Pair pair, Workflow workflow) {}

    /**
     * The month as it may be published.
     *
     * @return empty as long as a transfer of the month is open: its outcome would show as the difference between what was
     *     published before and after it
     */
    public Optional<List<Flow>> published(int smallestShown) {
        List<Flow> flows = new ArrayList<>();
        for (Map.Entry<Pair, Tally> total : totals.entrySet()) {
            if (total.getValue().of(TransferStatus.OPEN) > 0) {
                return Optional.empty();
            }
            if (total.getValue().eligible() > 0) {
                publish(total.getKey(), total.getValue(), smallestShown, flows);
            }
        }
        return Optional.of(flows);
    }

    private void publish(Pair pair, Tally total, int smallestShown, List<Flow> flows) {
        boolean[] hidden = HiddenTotals.of(total, smallestShown).outcomes();
        flows.add(flow(pair, Optional.empty(), total.outcomes(), hidden, times(total, hidden, smallestShown)));
        Map<Workflow, long[]> rows = new EnumMap<>(Workflow.class);
        byWorkflow.getOrDefault(pair, Map.of()).forEach((workflow, tally) -> {
            if (tally.eligible() > 0) {
                rows.put(workflow, tally.outcomes());
            }
        });
        LinkedTable.hide(rows.values().toArray(long[][]::new), Outcome.weights(), hidden, smallestShown)
                .ifPresent(hiddenByRow -> {
                    int row = 0;
                    for (Map.Entry<Workflow, long[]> of : rows.entrySet()) {
                        flows.add(flow(
                                pair, Optional.of(of.getKey()), of.getValue(), hiddenByRow[row++], Optional.empty()));
                    }
                });
    }

    private Flow flow(
            Pair pair, Optional<Workflow> workflow, long[] outcomes, boolean[] hidden, Optional<Times> times) {
        Map<TransferStatus, Count> statuses = new EnumMap<>(TransferStatus.class);
        statuses.put(TransferStatus.INTEGRATED_LATE, count(Outcome.INTEGRATED_LATE, outcomes, hidden));
        statuses.put(
                TransferStatus.DELIVERED_NOT_INTEGRATED, count(Outcome.DELIVERED_NOT_INTEGRATED, outcomes, hidden));
        statuses.put(TransferStatus.REJECTED, count(Outcome.REJECTED, outcomes, hidden));
        statuses.put(TransferStatus.TECHNICAL_FAILURE, count(Outcome.TECHNICAL_FAILURE, outcomes, hidden));
        statuses.put(TransferStatus.UNCLASSIFIED, count(Outcome.UNCLASSIFIED, outcomes, hidden));
        Count eligible = Count.of(LongStream.of(outcomes).sum(), hidden[Outcome.COUNT]);
        Count portable = count(Outcome.PORTABLE, outcomes, hidden);
        return new Flow(
                month,
                pair.sender(),
                pair.recipient(),
                workflow,
                eligible,
                portable,
                count(Outcome.ON_TIME_NOT_PORTABLE, outcomes, hidden),
                statuses,
                eligible.isHidden() || portable.isHidden()
                        ? Optional.empty()
                        : Optional.of(Portability.of(
                                outcomes[Outcome.PORTABLE.column()],
                                LongStream.of(outcomes).sum())),
                hours(times.flatMap(Times::p50)),
                hours(times.flatMap(Times::p95)));
    }

    private static Count count(Outcome outcome, long[] outcomes, boolean[] hidden) {
        return Count.of(outcomes[outcome.column()], hidden[outcome.column()]);
    }

    /** That a percentile is reached says something of how many were integrated, so all of those must be in sight. */
    private static Optional<Times> times(Tally total, boolean[] hidden, int smallestShown) {
        boolean inSight = !hidden[Outcome.COUNT];
        for (Outcome outcome : Outcome.values()) {
            inSight &= !outcome.isIntegrated() || !hidden[outcome.column()];
        }
        return inSight && total.integrated() >= smallestShown ? Optional.of(total.times()) : Optional.empty();
    }

    private static OptionalLong hours(Optional<Duration> time) {
        return time.map(duration ->
                        OptionalLong.of(duration.plus(HOUR).minusMillis(1).toHours()))
                .orElseGet(OptionalLong::empty);
    }
}
