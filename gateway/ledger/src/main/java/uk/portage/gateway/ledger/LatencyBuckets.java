package uk.portage.gateway.ledger;

import java.time.Duration;

/** Logarithmic buckets of time: four to each doubling, from one second; 0 is everything below, 99 everything above. */
public final class LatencyBuckets {

    private static final int LAST = 99;
    private static final double PER_DOUBLING = 4;

    private LatencyBuckets() {}

    /** The bucket of a duration; a negative one counts as zero. */
    public static int of(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        if (seconds < 1) {
            return 0;
        }
        int bucket = 1 + (int) Math.floor(PER_DOUBLING * Math.log(seconds) / Math.log(2));
        return Math.min(bucket, LAST);
    }

    /** The longest duration of a bucket: what a percentile that falls into it is reported as. */
    public static Duration upperBound(int bucket) {
        return Duration.ofMillis(Math.round(1000 * Math.pow(2, bucket / PER_DOUBLING)));
    }
}
