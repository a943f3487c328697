package uk.portage.gateway.benchmarks.collect;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Durations that were measured, as their percentiles in milliseconds. */
final class Durations {

    private final double[] sorted;

    /** @param milliseconds at least one */
    Durations(Collection<Double> milliseconds) {
        sorted = milliseconds.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
    }

    private double percentile(double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "n %d p50_ms %.1f p99_ms %.1f max_ms %.1f",
                sorted.length,
                percentile(0.50),
                percentile(0.99),
                percentile(1));
    }
}
