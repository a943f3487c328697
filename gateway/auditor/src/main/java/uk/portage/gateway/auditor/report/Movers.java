package uk.portage.gateway.auditor.report;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import uk.portage.gateway.auditor.statistics.NewcombeInterval;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * The pairs whose P fell most against the period before of the same length: those of which both reports show P and what
 * is open, and whose fall is beyond chance though all that is open became portable. It reads two published reports, so
 * it can give away nothing that these hide.
 *
 * @param from the first day of the period before
 * @param to the last day of it
 * @param pairs the largest fall first
 */
public record Movers(LocalDate from, LocalDate to, List<Mover> pairs) {

    /** As many as a reader looks into. */
    public static final int MOST = 20;

    public Movers {
        pairs = List.copyOf(pairs);
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

    /** @param before the report on {@link #daysBefore} */
    public static Movers of(PortabilityReport before, PortabilityReport report) {
        Map<Pair, Figures> former = new HashMap<>();
        before.pairs().forEach(group -> former.put(group.key(), group.figures()));
        List<Mover> fallen = new ArrayList<>();
        for (Group<Pair> group : report.pairs()) {
            Figures figures = former.get(group.key());
            // All other pairs are not the same ones in two periods.
            if (figures != null && !group.key().others()) {
                mover(group.key(), figures, group.figures()).ifPresent(fallen::add);
            }
        }
        fallen.sort(Comparator.comparingDouble(Mover::fall).thenComparing(Mover::pair, Pair.ORDER));
        return new Movers(before.query().from(), before.query().to(), fallen.subList(0, Math.min(MOST, fallen.size())));
    }

    private static Optional<Mover> mover(Pair pair, Figures before, Figures after) {
        OptionalLong open = after.of(TransferStatus.OPEN).value();
        if (before.portability().isEmpty() || after.portability().isEmpty() || open.isEmpty()) {
            return Optional.empty();
        }
        long eligible = after.eligible().value().orElseThrow();
        long atBest = after.portable().value().orElseThrow() + open.getAsLong();
        NewcombeInterval change = NewcombeInterval.ofChange(
                before.portable().value().orElseThrow(),
                before.eligible().value().orElseThrow(),
                atBest,
                eligible);
        return change.high() < 0
                ? Optional.of(new Mover(
                        pair,
                        before.portability().get(),
                        after.portability().get(),
                        (double) atBest / eligible,
                        change))
                : Optional.empty();
    }
}
