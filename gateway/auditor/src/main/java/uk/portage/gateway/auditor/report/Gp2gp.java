package uk.portage.gateway.auditor.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import uk.portage.gateway.auditor.statistics.SmallNumbers;
import uk.portage.gateway.ledger.gp2gp.Gp2gpClass;

/**
 * The same transfers by the clock and in the classes of GP2GP. Its counts are other sums over the headline's transfers, so
 * they are shown only where nothing of the headline is hidden and none of them is small: all of them or none.
 *
 * @param transfers that have ended, which is what GP2GP's shares are of
 * @param onTime integrated within 8 days of being offered
 * @param paperFallback all others
 * @param classes those that occur, in GP2GP's order; empty if one of them is small
 */
public record Gp2gp(Count transfers, Count onTime, Count paperFallback, List<Reason<Gp2gpClass>> classes) {

    public Gp2gp {
        classes = List.copyOf(classes);
    }

    static Gp2gp of(Map<Gp2gpClass, Long> amounts, boolean[] headlineHidden, int smallestShown) {
        long all = amounts.values().stream().mapToLong(Long::longValue).sum();
        long onTime = amounts.getOrDefault(Gp2gpClass.INTEGRATED_ON_TIME, 0L);
        long late = amounts.getOrDefault(Gp2gpClass.INTEGRATED_LATE, 0L);
        boolean hidden = false;
        for (boolean one : headlineHidden) {
            hidden |= one;
        }
        // The headline says how many were integrated, and so how many were late.
        for (long amount : new long[] {all, onTime, late, all - onTime}) {
            hidden |= SmallNumbers.isSmall(amount, smallestShown);
        }
        List<Reason<Gp2gpClass>> classes = new ArrayList<>();
        boolean small = hidden;
        for (Gp2gpClass one : Gp2gpClass.values()) {
            long amount = amounts.getOrDefault(one, 0L);
            small |= SmallNumbers.isSmall(amount, smallestShown);
            if (amount > 0) {
                classes.add(new Reason<>(one, Count.shown(amount)));
            }
        }
        return new Gp2gp(
                Count.of(all, hidden),
                Count.of(onTime, hidden),
                Count.of(all - onTime, hidden),
                small ? List.of() : classes);
    }

    /** Of all transfers that have ended, those on time, in per cent with two decimals as GP2GP publishes it. */
    public OptionalDouble onTimePercent() {
        return onTime.isHidden() || transfers.isHidden() || transfers.isZero()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.round(10_000.0
                                * onTime.value().orElse(0)
                                / transfers.value().orElse(1))
                        / 100.0);
    }
}
