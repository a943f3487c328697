package uk.portage.gateway.auditor.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SurvivalTest {

    /**
     * Ten at risk. Bucket 1: 2 events, 8/10 survive. Bucket 2: 1 censored. Bucket 3: 3 of 7, so 0.8 * 4/7 = 0.457143.
     * Bucket 5: 1 of 4 with 1 censored in it, so 0.457143 * 3/4 = 0.342857. Bucket 6: 2 of 2, so 0.
     */
    @Test
    void agrees_with_an_example_by_hand() {
        long[] events = {0, 2, 0, 3, 0, 1, 2};
        long[] censored = {0, 0, 1, 0, 0, 1, 0};

        Survival survival = Survival.of(events, censored);

        assertThat(survival.after(0)).isEqualTo(1);
        assertThat(survival.after(1)).isCloseTo(0.8, within(1e-12));
        assertThat(survival.after(2)).isCloseTo(0.8, within(1e-12));
        assertThat(survival.after(3)).isCloseTo(0.8 * 4 / 7, within(1e-12));
        assertThat(survival.after(5)).isCloseTo(0.8 * 4 / 7 * 3 / 4, within(1e-12));
        assertThat(survival.after(6)).isZero();
        assertThat(survival.percentile(0.2)).hasValue(1);
        assertThat(survival.percentile(0.5)).hasValue(3);
        assertThat(survival.percentile(0.6)).hasValue(5);
        assertThat(survival.percentile(0.99)).hasValue(6);
    }

    @Test
    void is_the_plain_percentile_if_nothing_is_censored() {
        long[] events = {10, 40, 40, 9, 1};

        Survival survival = Survival.of(events, new long[5]);

        assertThat(survival.percentile(0.10)).hasValue(0);
        assertThat(survival.percentile(0.50)).hasValue(1);
        assertThat(survival.percentile(0.90)).hasValue(2);
        assertThat(survival.percentile(0.99)).hasValue(3);
        assertThat(survival.percentile(1.00)).hasValue(4);
    }

    @Test
    void does_not_reach_a_percentile_that_too_many_never_get_to() {
        // 6 of 10 happen, 4 were watched to the end without: 60 % at most.
        Survival survival = Survival.of(new long[] {3, 3, 0, 0}, new long[] {0, 0, 0, 4});

        assertThat(survival.percentile(0.5)).hasValue(1);
        assertThat(survival.percentile(0.6)).hasValue(1);
        assertThat(survival.percentile(0.61)).isEmpty();
        assertThat(survival.percentile(0.95)).isEmpty();
    }

    @Test
    void reaches_nothing_without_events() {
        assertThat(Survival.of(new long[3], new long[] {0, 5, 0}).percentile(0.5))
                .isEmpty();
        assertThat(Survival.of(new long[3], new long[3]).percentile(0.5)).isEmpty();
    }

    @Test
    void counts_an_event_before_what_is_censored_in_the_same_bucket() {
        // 1 of 2, not 1 of 1.
        assertThat(Survival.of(new long[] {1}, new long[] {1}).after(0)).isEqualTo(0.5);
    }

    @Test
    void refuses_buckets_that_do_not_match() {
        assertThatThrownBy(() -> Survival.of(new long[2], new long[3])).isInstanceOf(IllegalArgumentException.class);
    }
}
