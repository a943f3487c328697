package uk.portage.gateway.auditor.report;

import uk.portage.gateway.auditor.statistics.SmallNumbers;
import uk.portage.gateway.transfer.TransferStatus;

/** Which of the headline's figures are hidden. They are the totals of all breakdowns. */
final class HiddenTotals {

    private final boolean[] outcomes;
    private final boolean excluded;

    private HiddenTotals(boolean[] outcomes, boolean excluded) {
        this.outcomes = outcomes;
        this.excluded = excluded;
    }

    static HiddenTotals of(Tally total, int smallestShown) {
        return new HiddenTotals(
                SmallNumbers.hide(total.outcomes(), Outcome.weights(), false, smallestShown),
                SmallNumbers.isSmall(total.of(TransferStatus.EXCLUDED), smallestShown));
    }

    /** By the column of the {@link Outcome}, and at the end what is eligible. */
    boolean[] outcomes() {
        return outcomes.clone();
    }

    boolean excluded() {
        return excluded;
    }
}
