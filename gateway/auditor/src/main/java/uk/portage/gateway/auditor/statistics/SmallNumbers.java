package uk.portage.gateway.auditor.statistics;

import java.util.Arrays;

/**
 * Which figures of a list with a sum to hide, so that no small one can be read or worked out. Zeros are shown, so what is
 * hidden is known to be at least 1.
 */
public final class SmallNumbers {

    private final long[] cells;
    private final boolean[] hidden;
    private boolean sumHidden;

    private SmallNumbers(long[] cells, boolean sumHidden, int smallestShown) {
        long sum = 0;
        this.cells = cells.clone();
        this.hidden = new boolean[cells.length];
        for (int i = 0; i < cells.length; i++) {
            hidden[i] = isSmall(cells[i], smallestShown);
            sum += cells[i];
        }
        this.sumHidden = sumHidden || isSmall(sum, smallestShown);
    }

    /** True for what may not be shown by itself. */
    public static boolean isSmall(long value, int smallestShown) {
        return value > 0 && value < smallestShown;
    }

    /** As below, of figures that are all as dear. */
    public static boolean[] hide(long[] cells, boolean sumHidden, int smallestShown) {
        long[] weights = new long[cells.length];
        Arrays.fill(weights, 1);
        return hide(cells, weights, sumHidden, smallestShown);
    }

    /**
     * Decides what to hide.
     *
     * @param cells not negative
     * @param weights how dearly to keep each in sight, from 1
     * @param sumHidden true if the sum is hidden elsewhere
     * @param smallestShown counts from 1 to below this are small
     * @return true for what is hidden; at the end the sum
     */
    public static boolean[] hide(long[] cells, long[] weights, boolean sumHidden, int smallestShown) {
        SmallNumbers list = new SmallNumbers(cells, sumHidden, smallestShown);
        list.protect(weights);
        boolean[] result = new boolean[cells.length + 1];
        System.arraycopy(list.hidden, 0, result, 0, cells.length);
        result[cells.length] = list.sumHidden;
        return result;
    }

    private void protect(long[] weights) {
        // One more hidden figure is enough: it is not small, so it can be one less while any other is one more.
        while (!sumHidden && someCanBeWorkedOut()) {
            int cheapest = -1;
            for (int i = 0; i < cells.length; i++) {
                boolean candidate = cells[i] > 0 && !hidden[i];
                if (candidate && (cheapest < 0 || weights[i] * cells[i] < weights[cheapest] * cells[cheapest])) {
                    cheapest = i;
                }
            }
            if (cheapest < 0) {
                sumHidden = true;
            } else {
                hidden[cheapest] = true;
            }
        }
    }

    /** With the sum in sight, hidden figures can move only against each other, and only if one of them is above 1. */
    private boolean someCanBeWorkedOut() {
        int count = 0;
        long most = 0;
        for (int i = 0; i < cells.length; i++) {
            if (hidden[i]) {
                count++;
                most = Math.max(most, cells[i]);
            }
        }
        return count == 1 || (count > 1 && most < 2);
    }
}
