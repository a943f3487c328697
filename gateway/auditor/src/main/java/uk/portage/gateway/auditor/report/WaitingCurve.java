package uk.portage.gateway.auditor.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.portage.gateway.auditor.statistics.Survival;
import uk.portage.gateway.ledger.LatencyBuckets;

/**
 * Which share of all transfers still waits for its acknowledgement, by the time since the clock started: the Kaplan-Meier
 * curve. Each share is rounded up to as many transfers as are the fewest shown, so that the curve flatters nobody and no
 * step of it says how few were acknowledged in it.
 *
 * @param drops where it goes down, in order of time
 * @param watched until when at least one transfer was watched: the curve says nothing after that
 */
public record WaitingCurve(List<Drop> drops, Duration watched) {

    /** Far below one transfer, far above the error of the multiplications. */
    private static final double ROUNDING = 1e-7;

    public WaitingCurve {
        drops = List.copyOf(drops);
    }

    /**
     * A step of the curve.
     *
     * @param after the upper bound of the {@link LatencyBuckets bucket}
     * @param waiting the share that still waits then, from 1 down to 0
     */
    public record Drop(Duration after, double waiting) {}

    /**
     * @param integrated by bucket, the last one without an upper bound: nothing in it is drawn
     * @param censored likewise
     */
    static WaitingCurve of(long[] integrated, long[] censored, int smallestShown) {
        Survival survival = Survival.of(integrated, censored);
        int last = integrated.length - 1;
        long all = 0;
        int watched = 0;
        for (int bucket = 0; bucket <= last; bucket++) {
            long here = integrated[bucket] + censored[bucket];
            all += here;
            watched = here > 0 ? Math.min(bucket, last - 1) : watched;
        }
        List<Drop> drops = new ArrayList<>();
        double before = 1;
        for (int bucket = 0; bucket < last; bucket++) {
            double waiting = rounded(survival.after(bucket), all, smallestShown);
            if (waiting < before) {
                drops.add(new Drop(LatencyBuckets.upperBound(bucket), waiting));
                before = waiting;
            }
        }
        return new WaitingCurve(drops, LatencyBuckets.upperBound(watched));
    }

    private static double rounded(double share, long all, int smallestShown) {
        if (smallestShown == 1 || all == 0) {
            return share;
        }
        double packs = Math.ceil(share * all / smallestShown - ROUNDING);
        return Math.min(1, packs * smallestShown / all);
    }
}
