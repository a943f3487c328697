package uk.portage.gateway.auditor.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WilsonIntervalTest {

    /** Newcombe 1998, table I, method 3: the published limits. */
    @Test
    void agrees_with_the_published_examples() {
        assertInterval(81, 263, 0.2553, 0.3662);
        assertInterval(15, 148, 0.0624, 0.1605);
        assertInterval(0, 20, 0.0000, 0.1611);
        assertInterval(1, 29, 0.0061, 0.1718);
    }

    /**
     * By hand, with z squared = 3.841459: centre (0.8 + 0.1920729) / 1.3841459 = 0.7167432, half 1.959964 * sqrt(0.016 +
     * 0.009603647) / 1.3841459 = 0.2265759.
     */
    @Test
    void agrees_with_eight_of_ten_by_hand() {
        assertInterval(8, 10, 0.490162, 0.943319);
    }

    @Test
    void ends_exactly_at_zero_and_one() {
        assertThat(WilsonInterval.of(0, 7).low()).isZero();
        assertThat(WilsonInterval.of(7, 7).high()).isEqualTo(1);
    }

    @Test
    void refuses_what_is_no_proportion() {
        assertThatThrownBy(() -> WilsonInterval.of(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WilsonInterval.of(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WilsonInterval.of(-1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertInterval(long successes, long trials, double low, double high) {
        WilsonInterval interval = WilsonInterval.of(successes, trials);
        assertThat(interval.low()).isCloseTo(low, within(0.00006));
        assertThat(interval.high()).isCloseTo(high, within(0.00006));
    }
}
