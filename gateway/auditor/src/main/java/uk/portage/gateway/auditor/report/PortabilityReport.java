package uk.portage.gateway.auditor.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.auditor.statistics.SmallNumbers;
import uk.portage.gateway.ledger.Counts;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.Milestone;
import uk.portage.gateway.ledger.OpenTransfer;
import uk.portage.gateway.ledger.RollupKey;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.Rollups;
import uk.portage.gateway.ledger.gp2gp.Gp2gpClass;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.TransferStatus;
import uk.portage.gateway.transfer.WithheldKind;

/**
 * How portable the records of a period were, as it may be published (design, section 6).
 *
 * @param query the period and what it is narrowed to
 * @param at when it was computed
 * @param smallestShown counts of transfers from 1 to below this are hidden
 * @param provisional true if some transfers are still open: they count as not portable, and that may change
 * @param total the headline
 * @param unit by what the period is cut in the trend
 * @param trend by the first day of each unit, only those that have a transfer, oldest first; this and the other
 *     breakdowns are empty if there are too few transfers to hide the small numbers in them
 * @param pairs the {@link #MOST_PAIRS} with the most transfers, and one for all others
 * @param funnel every milestone, in order
 * @param failures transfers that ended without integration, by why, most frequent first; hidden ones last
 * @param stages the same by where on the road they ended
 * @param losses source elements not carried as themselves
 * @param lost the same by element of the source, of all translations of the period; empty for a recipient, as a
 *     translation is one for all of them
 * @param withheld what recipients were lawfully not given of records that reached them otherwise
 * @param restated acknowledgements that came after the cutoff: beside the figures, never in them
 * @param coverage how much was seen of what happened
 * @param waiting how long transfers wait for their acknowledgement; empty if that would say how many were integrated
 *     where the statuses do not
 * @param concentration how far the flow hangs on a few
 * @param gp2gp the same transfers as GP2GP would count them
 */
public record PortabilityReport(
        RollupQuery query,
        Instant at,
        int smallestShown,
        boolean provisional,
        Figures total,
        CalendarUnit unit,
        List<Group<LocalDate>> trend,
        List<Group<Pair>> pairs,
        List<Group<Workflow>> workflows,
        List<Group<String>> formats,
        List<Step> funnel,
        List<Reason<FailureCode>> failures,
        List<FailedAt> stages,
        List<Reason<LossKind>> losses,
        List<LostAt> lost,
        List<Reason<WithheldKind>> withheld,
        List<Reason<Exclusion>> exclusions,
        Count restated,
        Coverage coverage,
        Optional<WaitingCurve> waiting,
        Concentration concentration,
        Gp2gp gp2gp) {

    /** More would make hiding small numbers slow, and no page readable; narrow the report to see the others. */
    public static final int MOST_PAIRS = 100;

    public PortabilityReport {
        trend = List.copyOf(trend);
        pairs = List.copyOf(pairs);
        workflows = List.copyOf(workflows);
        formats = List.copyOf(formats);
        funnel = List.copyOf(funnel);
        failures = List.copyOf(failures);
        stages = List.copyOf(stages);
        losses = List.copyOf(losses);
        lost = List.copyOf(lost);
        withheld = List.copyOf(withheld);
        exclusions = List.copyOf(exclusions);
    }

    /**
     * @param unit by what to cut the period: one only, as two cuts of the same transfers could be subtracted
     * @param rollups the ledger's for the query
     * @param open its open transfers, for censoring
     */
    public static PortabilityReport of(
            RollupQuery query,
            CalendarUnit unit,
            Instant at,
            int smallestShown,
            Rollups rollups,
            List<OpenTransfer> open) {
        Rollups ofAnyDay = rollups.ofAnyDay();
        Counts counts = ofAnyDay.total();
        Tally total = new Tally();
        total.add(counts);
        open.forEach(transfer -> total.add(transfer, at));
        Source source = new Source(ofAnyDay, open, at);
        Breakdown<LocalDate> trend = new Source(rollups, open, at)
                .by(
                        key -> unit.startOf(key.day()),
                        transfer -> unit.startOf(transfer.day()),
                        Comparator.<LocalDate>naturalOrder());
        Breakdown<Pair> pairs = source.pairs();
        Breakdown<Workflow> workflows =
                source.by(RollupKey::workflow, OpenTransfer::workflow, Comparator.naturalOrder());
        Breakdown<String> formats = source.by(RollupKey::format, OpenTransfer::format, Comparator.naturalOrder());

        HiddenTotals hidden = HiddenTotals.of(total, smallestShown);
        Figures figures = figures(total, hidden.outcomes(), hidden.excluded(), smallestShown);
        List<Group<Pair>> publishedPairs = pairs.published(hidden, smallestShown);
        List<Group<String>> publishedFormats = formats.published(hidden, smallestShown);
        List<Reason<FailureCode>> failures =
                reasons(sums(counts, Measure.FAILURE, FailureCode.class), FailureCode.class, false, smallestShown);
        return new PortabilityReport(
                query,
                at,
                smallestShown,
                total.of(TransferStatus.OPEN) > 0,
                figures,
                unit,
                trend.published(hidden, smallestShown),
                publishedPairs,
                workflows.published(hidden, smallestShown),
                publishedFormats,
                funnel(sums(counts, Measure.REACHED, Milestone.class), figures, smallestShown),
                failures,
                FailedAt.of(failures, counts.details(Measure.FAILED_AT), smallestShown),
                reasons(sums(counts, Measure.LOSS, LossKind.class), LossKind.class, false, smallestShown),
                LostAt.of(counts.details(Measure.LOST_ELEMENT), smallestShown),
                reasons(sums(counts, Measure.WITHHELD, WithheldKind.class), WithheldKind.class, false, smallestShown),
                reasons(
                        sums(counts, Measure.EXCLUSION, Exclusion.class),
                        Exclusion.class,
                        hidden.excluded(),
                        smallestShown),
                small(counts.of(Measure.RESTATED), smallestShown),
                Coverage.of(query, rollups, smallestShown),
                figures.times().isPresent() && hidden.leavesOpenHowManyWereIntegrated(total, smallestShown)
                        ? Optional.of(total.waiting(smallestShown))
                        : Optional.empty(),
                Concentration.of(publishedFormats, publishedPairs),
                Gp2gp.of(sums(counts, Measure.GP2GP, Gp2gpClass.class), hidden.outcomes(), smallestShown));
    }

    /** The pairs alone, as the report on the same rollups lists them, without times: open transfers are asked for those. */
    public static List<Group<Pair>> pairs(Rollups rollups, int smallestShown) {
        Rollups ofAnyDay = rollups.ofAnyDay();
        Tally total = new Tally();
        total.add(ofAnyDay.total());
        Source source = new Source(ofAnyDay, List.of(), Instant.EPOCH);
        return source.pairs().published(HiddenTotals.of(total, smallestShown), smallestShown).stream()
                .map(group -> new Group<>(group.key(), group.figures().withoutTimes()))
                .toList();
    }

    /** True if there is nothing to report on: no transfer at all. */
    public boolean isEmpty() {
        return total.eligible().isZero() && total.of(TransferStatus.EXCLUDED).isZero();
    }

    /**
     * The listed pairs whose slowest tenth waits longest, slowest first: those of which a tenth is never integrated, then
     * by the time within which nine in ten are, and by the median.
     */
    public List<Group<Pair>> slowest(int most) {
        return pairs.stream()
                .filter(group ->
                        !group.key().others() && group.figures().times().isPresent())
                .sorted(Comparator.<Group<Pair>, Long>comparing(group -> -seconds(group, Times::p90))
                        .thenComparing(group -> -seconds(group, Times::p50))
                        .thenComparing(Group::key, Pair.ORDER))
                .limit(most)
                .toList();
    }

    private static long seconds(Group<Pair> group, Function<Times, Optional<Duration>> percentile) {
        return group.figures()
                .times()
                .flatMap(percentile)
                .map(Duration::toSeconds)
                .orElse(Long.MAX_VALUE);
    }

    static Figures figures(Tally tally, boolean[] hidden, boolean excludedHidden, int smallestShown) {
        long[] outcomes = tally.outcomes();
        Map<Outcome, Count> counts = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, Count.of(outcomes[outcome.column()], hidden[outcome.column()]));
        }
        Function<Outcome, Count> of = outcome -> counts.getOrDefault(outcome, Count.HIDDEN);
        Map<TransferStatus, Count> statuses = new EnumMap<>(TransferStatus.class);
        for (TransferStatus status : TransferStatus.values()) {
            statuses.put(
                    status,
                    switch (status) {
                        case OPEN -> of.apply(Outcome.OPEN);
                        case INTEGRATED_ON_TIME ->
                            of.apply(Outcome.PORTABLE).plus(of.apply(Outcome.ON_TIME_NOT_PORTABLE));
                        case INTEGRATED_LATE -> of.apply(Outcome.INTEGRATED_LATE);
                        case DELIVERED_NOT_INTEGRATED -> of.apply(Outcome.DELIVERED_NOT_INTEGRATED);
                        case REJECTED -> of.apply(Outcome.REJECTED);
                        case TECHNICAL_FAILURE -> of.apply(Outcome.TECHNICAL_FAILURE);
                        case UNCLASSIFIED -> of.apply(Outcome.UNCLASSIFIED);
                        case EXCLUDED -> Count.of(tally.of(TransferStatus.EXCLUDED), excludedHidden);
                    });
        }
        Count eligible = Count.of(tally.eligible(), hidden[Outcome.COUNT]);
        Count portable = of.apply(Outcome.PORTABLE);
        boolean computable = !eligible.isHidden() && !eligible.isZero() && !portable.isHidden();
        long integrated = tally.integrated();
        boolean timesShown =
                !eligible.isHidden() && !eligible.isZero() && (integrated == 0 || integrated >= smallestShown);
        return new Figures(
                eligible,
                portable,
                computable
                        ? Optional.of(Portability.of(outcomes[Outcome.PORTABLE.column()], tally.eligible()))
                        : Optional.empty(),
                statuses,
                timesShown ? Optional.of(tally.times()) : Optional.empty());
    }

    /**
     * The funnel. What the headline says too is shown here exactly if it is shown there. A step in between is one more
     * sum over the headline's counts: it may differ by a small number neither from the step shown before it, nor from
     * what lies below it, nor from those that did not fail; and while the failures are hidden, it is shown only if it
     * says nothing new.
     */
    static List<Step> funnel(Map<Milestone, Long> reached, Figures figures, int smallestShown) {
        List<Step> steps = new ArrayList<>();
        long before = 0;
        for (Milestone milestone : Milestone.values()) {
            long count = reached.getOrDefault(milestone, 0L);
            boolean hidden = switch (milestone) {
                case OBLIGED -> figures.eligible().isHidden();
                case ROUTED, OFFERED, COLLECTED -> count > 0 && hidesBetween(before, count, figures, smallestShown);
                // Whoever knows it knows how many were integrated before their cutoff.
                case ACKNOWLEDGED ->
                    figures.integrated().isHidden()
                            || (count > 0 && hidesBetween(before, count, figures, smallestShown));
                case ON_TIME -> figures.of(TransferStatus.INTEGRATED_ON_TIME).isHidden();
                case PORTABLE -> figures.portable().isHidden();
            };
            Count step = Count.of(count, hidden || SmallNumbers.isSmall(count, smallestShown));
            steps.add(new Step(milestone, step));
            before = step.value().orElse(before);
        }
        return steps;
    }

    private static boolean hidesBetween(long before, long count, Figures figures, int smallestShown) {
        Count failed = figures.of(TransferStatus.TECHNICAL_FAILURE);
        Count undelivered = figures.of(TransferStatus.DELIVERED_NOT_INTEGRATED);
        if (figures.eligible().isHidden()) {
            return true;
        }
        if (failed.isHidden() || undelivered.isHidden()) {
            return count != before;
        }
        long notFailed = figures.eligible().value().orElse(0) - failed.value().orElse(0);
        return isClose(before, count, smallestShown)
                || isClose(count, figures.floor(), smallestShown)
                || isClose(count, notFailed, smallestShown)
                || isClose(count, notFailed - undelivered.value().orElse(0), smallestShown);
    }

    private static boolean isClose(long one, long other, int smallestShown) {
        return SmallNumbers.isSmall(Math.abs(one - other), smallestShown);
    }

    private static <K extends Enum<K>> List<Reason<K>> reasons(
            Map<K, Long> sums, Class<K> type, boolean sumHidden, int smallestShown) {
        List<K> keys = List.of(type.getEnumConstants());
        long[] amounts =
                keys.stream().mapToLong(key -> sums.getOrDefault(key, 0L)).toArray();
        boolean[] hidden = SmallNumbers.hide(amounts, sumHidden, smallestShown);
        List<Reason<K>> reasons = new ArrayList<>();
        for (int i = 0; i < amounts.length; i++) {
            if (amounts[i] > 0) {
                reasons.add(new Reason<>(keys.get(i), Count.of(amounts[i], hidden[i])));
            }
        }
        // The order of hidden ones must not say which is larger: that of the list.
        reasons.sort(Comparator.comparingLong(reason -> -reason.count().value().orElse(0)));
        return reasons;
    }

    private static Count small(long value, int smallestShown) {
        return Count.of(value, SmallNumbers.isSmall(value, smallestShown));
    }

    private static <K extends Enum<K>> Map<K, Long> sums(Counts counts, Measure measure, Class<K> type) {
        Map<K, Long> sums = new EnumMap<>(type);
        counts.details(measure).forEach((detail, amount) -> sums.put(Enum.valueOf(type, detail), amount));
        return sums;
    }

    /** What the breakdowns are added up from. */
    private record Source(Rollups rollups, List<OpenTransfer> open, Instant at) {

        Breakdown<Pair> pairs() {
            return by(
                            key -> Pair.of(key.sender(), key.recipient()),
                            transfer -> Pair.of(transfer.sender(), transfer.recipient()),
                            Pair.ORDER)
                    .largest(MOST_PAIRS, Pair.OTHERS);
        }

        <K> Breakdown<K> by(Function<RollupKey, K> keyOfRow, Function<OpenTransfer, K> keyOfOpen, Comparator<K> order) {
            Map<K, Tally> tallies = new TreeMap<>(order);
            rollups.by(keyOfRow)
                    .forEach((key, counts) ->
                            tallies.computeIfAbsent(key, any -> new Tally()).add(counts));
            for (OpenTransfer transfer : open) {
                tallies.computeIfAbsent(keyOfOpen.apply(transfer), key -> new Tally())
                        .add(transfer, at);
            }
            return new Breakdown<>(tallies);
        }
    }
}
