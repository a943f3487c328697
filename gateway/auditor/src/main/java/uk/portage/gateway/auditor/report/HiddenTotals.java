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

    /**
     * True if a reader who learns how many were integrated, rounded as the {@link WaitingCurve} rounds, learns no hidden
     * outcome from it: at least two numbers must be possible, or none of the outcomes in it is hidden.
     */
    boolean leavesOpenHowManyWereIntegrated(Tally total, int smallestShown) {
        long[] amounts = total.outcomes();
        long shown = 0;
        long all = 0;
        long hiddenSum = 0;
        int hiddenIntegrated = 0;
        int hiddenOthers = 0;
        for (Outcome outcome : Outcome.values()) {
            int column = outcome.column();
            all += amounts[column];
            if (outcomes[column]) {
                hiddenSum += amounts[column];
                hiddenIntegrated += outcome.isIntegrated() ? 1 : 0;
                hiddenOthers += outcome.isIntegrated() ? 0 : 1;
            } else if (outcome.isIntegrated()) {
                shown += amounts[column];
            }
        }
        if (hiddenIntegrated == 0) {
            return true;
        }
        long waiting = all - total.integrated();
        long packs = (waiting + smallestShown - 1) / smallestShown;
        long fewest = Math.max(shown + hiddenIntegrated, all - packs * smallestShown);
        long most = Math.min(shown + hiddenSum - hiddenOthers, all - (packs - 1) * smallestShown - 1);
        return most > fewest;
    }
}
