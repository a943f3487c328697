package uk.portage.gateway.auditor.report;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import uk.portage.gateway.auditor.statistics.NewcombeInterval;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * Whose P fell most against the period before of the same length, beyond chance though all that is open became portable:
 * pairs, senders and recipients. All of it is added up from the pairs of which both periods show P and what is open, so it
 * can give away nothing that the two reports hide, and what is compared are the same pairs.
 *
 * @param from the first day of the period before
 * @param to the last day of it
 * @param pairs the largest fall first; likewise the others
 * @param senders each with its pairs that can be compared
 * @param recipients likewise
 */
public record Movers(
        LocalDate from,
        LocalDate to,
        List<Mover<Pair>> pairs,
        List<Mover<OdsCode>> senders,
        List<Mover<OdsCode>> recipients) {

    /** As many as a reader looks into. */
    public static final int MOST = 20;

    public Movers {
        pairs = List.copyOf(pairs);
        senders = List.copyOf(senders);
        recipients = List.copyOf(recipients);
    }

    /** The same question about as many days, up to the day before the first. */
    public static RollupQuery daysBefore(RollupQuery query) {
        long days = ChronoUnit.DAYS.between(query.from(), query.to()) + 1;
        return new RollupQuery(
                query.from().minusDays(days),
                query.from().minusDays(1),
                query.sender(),
                query.recipient(),
                query.workflow(),
                query.format(),
                query.supplier());
    }

    /**
     * @param query of the report
     * @param before the pairs of the days before it ({@link #daysBefore})
     * @param pairs those of the report
     */
    public static Movers of(RollupQuery query, List<Group<Pair>> before, List<Group<Pair>> pairs) {
        Map<Pair, Figures> former = new HashMap<>();
        before.forEach(group -> former.put(group.key(), group.figures()));
        Map<Pair, Change> changes = new TreeMap<>(Pair.ORDER);
        for (Group<Pair> group : pairs) {
            Figures figures = former.get(group.key());
            // All other pairs are not the same ones in two periods.
            if (figures != null && !group.key().others()) {
                Change.of(figures, group.figures()).ifPresent(change -> changes.put(group.key(), change));
            }
        }
        RollupQuery days = daysBefore(query);
        return new Movers(
                days.from(),
                days.to(),
                fallen(changes),
                fallen(summed(changes, Pair::sender)),
                fallen(summed(changes, Pair::recipient)));
    }

    /** By one side of the pairs; where it is not known who that is, nobody has fallen. */
    private static Map<OdsCode, Change> summed(Map<Pair, Change> changes, Function<Pair, Optional<OdsCode>> side) {
        Map<OdsCode, Change> sums = new TreeMap<>();
        changes.forEach((pair, change) -> side.apply(pair).ifPresent(known -> sums.merge(known, change, Change::plus)));
        return sums;
    }

    /** @param changes in the order of those that fell as far */
    private static <K> List<Mover<K>> fallen(Map<K, Change> changes) {
        List<Mover<K>> fallen = new ArrayList<>();
        changes.forEach((key, change) -> change.mover(key).ifPresent(fallen::add));
        fallen.sort(Comparator.comparingDouble(Mover::fall));
        return fallen.subList(0, Math.min(MOST, fallen.size()));
    }

    /** Published counts of the same pairs in two periods. */
    private record Change(
            int pairs, long portableBefore, long eligibleBefore, long portable, long open, long eligible) {

        /** Empty if one of them is hidden, or nothing is eligible. */
        static Optional<Change> of(Figures before, Figures after) {
            Count open = after.of(TransferStatus.OPEN);
            if (before.portability().isEmpty() || after.portability().isEmpty() || open.isHidden()) {
                return Optional.empty();
            }
            return Optional.of(new Change(
                    1,
                    before.portable().value().orElseThrow(),
                    before.eligible().value().orElseThrow(),
                    after.portable().value().orElseThrow(),
                    open.value().orElseThrow(),
                    after.eligible().value().orElseThrow()));
        }

        Change plus(Change other) {
            return new Change(
                    pairs + other.pairs,
                    portableBefore + other.portableBefore,
                    eligibleBefore + other.eligibleBefore,
                    portable + other.portable,
                    open + other.open,
                    eligible + other.eligible);
        }

        <K> Optional<Mover<K>> mover(K key) {
            long atBest = portable + open;
            NewcombeInterval change = NewcombeInterval.ofChange(portableBefore, eligibleBefore, atBest, eligible);
            return change.high() < 0
                    ? Optional.of(new Mover<>(
                            key,
                            pairs,
                            Portability.of(portableBefore, eligibleBefore),
                            Portability.of(portable, eligible),
                            (double) atBest / eligible,
                            change))
                    : Optional.empty();
        }
    }
}
