package uk.portage.gateway.auditor.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import uk.portage.gateway.auditor.report.WaitingCurve.Drop;
import uk.portage.gateway.ledger.LatencyBuckets;

class WaitingCurveTest {

    private static final int SMALLEST = 5;

    /** Fifty: 20 within bucket 1, 10 censored in 2, 10 of the 20 left in 3: 0.6, and 0.6 * 10 / 20 = 0.3. */
    @Test
    void agrees_with_an_example_by_hand() {
        WaitingCurve curve =
                WaitingCurve.of(new long[] {0, 20, 0, 10, 0, 0}, new long[] {0, 0, 10, 0, 10, 0}, SMALLEST);

        assertThat(curve.drops())
                .containsExactly(
                        new Drop(LatencyBuckets.upperBound(1), 0.6), new Drop(LatencyBuckets.upperBound(3), 0.3));
        assertThat(curve.watched()).isEqualTo(LatencyBuckets.upperBound(4));
    }

    @Test
    void rounds_up_to_as_many_transfers_as_are_the_fewest_shown() {
        // 97, 93 and 88 of a hundred wait; what is drawn is 100 (no step), 95 and 90.
        WaitingCurve curve = WaitingCurve.of(new long[] {3, 4, 5, 0}, new long[] {0, 0, 88, 0}, SMALLEST);

        assertThat(curve.drops())
                .containsExactly(
                        new Drop(LatencyBuckets.upperBound(1), 0.95), new Drop(LatencyBuckets.upperBound(2), 0.9));
    }

    @Test
    void is_exact_where_nothing_is_hidden() {
        WaitingCurve curve = WaitingCurve.of(new long[] {3, 0}, new long[] {97, 0}, 1);

        assertThat(curve.drops()).containsExactly(new Drop(LatencyBuckets.upperBound(0), 0.97));
    }

    @Test
    void does_not_draw_what_has_no_upper_bound() {
        assertThat(WaitingCurve.of(new long[] {0, 50}, new long[] {0, 0}, SMALLEST)
                        .drops())
                .isEmpty();
    }

    /** The attack: whoever knows the curve, how many there are and how many were integrated, tries all that agree. */
    @Test
    void no_small_step_can_be_worked_out_from_the_curve() {
        Map<List<Object>, List<long[]>> byWhatIsShown = new HashMap<>();
        for (int all = SMALLEST; all <= 24; all++) {
            for (long first = 0; first <= all; first++) {
                for (long second = 0; first + second <= all; second++) {
                    for (long third = 0; first + second + third <= all; third++) {
                        long integrated = first + second + third;
                        if (integrated == 0 || integrated >= SMALLEST) {
                            WaitingCurve curve = WaitingCurve.of(
                                    new long[] {first, second, third, 0, 0},
                                    new long[] {0, 0, 0, all - integrated, 0},
                                    SMALLEST);
                            byWhatIsShown
                                    .computeIfAbsent(
                                            List.of(all, integrated, curve.drops()), shown -> new ArrayList<>())
                                    .add(new long[] {first, second, third});
                        }
                    }
                }
            }
        }
        int attacked = 0;
        for (List<long[]> possible : byWhatIsShown.values()) {
            for (int bucket = 0; bucket < 3; bucket++) {
                Set<Long> values = new HashSet<>();
                for (long[] events : possible) {
                    values.add(events[bucket]);
                }
                long only = values.iterator().next();
                assertThat(values.size() == 1 && only > 0 && only < SMALLEST)
                        .as("bucket %s is %s", bucket, values)
                        .isFalse();
                attacked++;
            }
        }
        assertThat(attacked).isGreaterThan(1_000);
    }
}
