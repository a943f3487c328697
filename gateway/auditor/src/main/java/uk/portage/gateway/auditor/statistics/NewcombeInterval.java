package uk.portage.gateway.auditor.statistics;

/**
 * By how much one proportion differs from another at 95 % confidence: Newcombe's hybrid of two Wilson score intervals
 * (Newcombe 1998, method 10). Unlike the usual one it stays honest for few trials and for shares near 0 or 1.
 *
 * @param low from -1 to 1
 * @param high from {@code low} to 1
 */
public record NewcombeInterval(double low, double high) {

    /** Of the second proportion less the first; in both from 0 to all trials, of which there is at least one. */
    public static NewcombeInterval ofChange(
            long successesBefore, long trialsBefore, long successesAfter, long trialsAfter) {
        WilsonInterval before = WilsonInterval.of(successesBefore, trialsBefore);
        WilsonInterval after = WilsonInterval.of(successesAfter, trialsAfter);
        double first = (double) successesBefore / trialsBefore;
        double second = (double) successesAfter / trialsAfter;
        double change = second - first;
        return new NewcombeInterval(
                Math.max(-1, change - Math.hypot(second - after.low(), before.high() - first)),
                Math.min(1, change + Math.hypot(after.high() - second, first - before.low())));
    }
}
