package uk.portage.gateway.auditor.statistics;

import java.util.OptionalInt;

/**
 * The Kaplan-Meier estimate of how long it takes until something happens, where some were watched for a while without its
 * happening (Kaplan and Meier 1958). Times are buckets: 0, 1, 2 and so on. What happens in a bucket counts before what
 * is censored in it.
 */
public final class Survival {

    /** Far below one event in the largest count, far above the error of the multiplications. */
    private static final double ROUNDING = 1e-12;

    private final double[] surviving;

    private Survival(double[] surviving) {
        this.surviving = surviving;
    }

    /**
     * @param events by bucket, how many it happened to
     * @param censored by bucket, of how many it is only known that until then it had not happened; as long as
     *     {@code events}
     */
    public static Survival of(long[] events, long[] censored) {
        if (events.length != censored.length) {
            throw new IllegalArgumentException("events and censored must have the same buckets");
        }
        long atRisk = 0;
        for (int bucket = 0; bucket < events.length; bucket++) {
            atRisk += events[bucket] + censored[bucket];
        }
        double[] surviving = new double[events.length];
        double product = 1;
        for (int bucket = 0; bucket < events.length; bucket++) {
            if (events[bucket] > 0) {
                product *= (double) (atRisk - events[bucket]) / atRisk;
            }
            surviving[bucket] = product;
            atRisk -= events[bucket] + censored[bucket];
        }
        return new Survival(surviving);
    }

    /** The estimated share to whom it has not happened by the end of a bucket: from 1 down to 0. */
    public double after(int bucket) {
        return surviving[bucket];
    }

    /**
     * The first bucket by whose end it has happened to a share of all.
     *
     * @param share above 0, at most 1: 0.5 for the median
     * @return empty if the estimate never gets so far: "not reached"
     */
    public OptionalInt percentile(double share) {
        for (int bucket = 0; bucket < surviving.length; bucket++) {
            if (surviving[bucket] <= 1 - share + ROUNDING) {
                return OptionalInt.of(bucket);
            }
        }
        return OptionalInt.empty();
    }
}
