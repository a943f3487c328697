package uk.portage.gateway.auditor.report;

import java.util.Arrays;
import java.util.List;
import uk.portage.gateway.auditor.statistics.SmallNumbers;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * Which of the headline's figures are hidden. All breakdowns share them as their totals, so what one of them needs hidden
 * is hidden in all.
 */
final class HiddenTotals {

    private final boolean[] outcomes;
    private final boolean excluded;

    private HiddenTotals(boolean[] outcomes, boolean excluded) {
        this.outcomes = outcomes;
        this.excluded = excluded;
    }

    static HiddenTotals of(Tally total, List<Breakdown<?>> breakdowns, int smallestShown) {
        boolean[] outcomes = new boolean[Outcome.COUNT + 1];
        boolean[] before;
        // Each round can only hide more, so it ends.
        do {
            before = outcomes.clone();
            boolean[][] headline =
                    SmallNumbers.hide(new long[][] {total.outcomes()}, Outcome.weights(), outcomes, smallestShown);
            add(outcomes, headline[0]);
            add(outcomes, headline[1]);
            for (Breakdown<?> breakdown : breakdowns) {
                boolean[][] table = breakdown.hiddenOutcomes(outcomes, smallestShown);
                add(outcomes, table[table.length - 1]);
            }
        } while (!Arrays.equals(before, outcomes));

        long excluded = total.of(TransferStatus.EXCLUDED);
        boolean excludedHidden = excluded > 0 && excluded < smallestShown;
        for (Breakdown<?> breakdown : breakdowns) {
            boolean[] row = breakdown.hiddenExcluded(excludedHidden, smallestShown);
            excludedHidden |= row[row.length - 1];
        }
        return new HiddenTotals(outcomes, excludedHidden);
    }

    /** By the column of the {@link Outcome}, and at the end what is eligible. */
    boolean[] outcomes() {
        return outcomes.clone();
    }

    boolean excluded() {
        return excluded;
    }

    private static void add(boolean[] to, boolean[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] |= from[i];
        }
    }
}
