package uk.portage.gateway.app.simulate;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The product-limit estimate (Kaplan and Meier 1958) over every single time, to the millisecond. */
final class Times {

    /** Milliseconds, doubled; odd if censored, so that of equal times what happened comes before what was not seen. */
    private long[] values = new long[1024];

    private int size;

    void integrated(Duration after) {
        add(2 * after.toMillis());
    }

    void censored(Duration after) {
        add(2 * after.toMillis() + 1);
    }

    private void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    /** Empty if it is never reached. */
    Optional<Duration> percentile(double share) {
        long[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        double surviving = 1;
        int n = 0;
        while (n < sorted.length) {
            int same = n;
            while (same < sorted.length && sorted[same] == sorted[n]) {
                same++;
            }
            if (sorted[n] % 2 == 0) {
                surviving *= 1 - (double) (same - n) / (sorted.length - n);
                if (surviving <= 1 - share + 1e-12) {
                    return Optional.of(Duration.ofMillis(sorted[n] / 2));
                }
            }
            n = same;
        }
        return Optional.empty();
    }
}
