package uk.portage.gateway.auditor.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewcombeIntervalTest {

    /** Newcombe 1998, interval estimation for the difference between independent proportions, table II, method 10. */
    @ParameterizedTest
    @CsvSource({
        "56, 70, 48, 80, 0.0524, 0.3339",
        "9, 10, 3, 10, 0.1705, 0.8090",
        "6, 7, 2, 7, 0.0582, 0.8062",
        "5, 56, 0, 29, -0.0381, 0.1926"
    })
    void agrees_with_the_published_examples(long one, long ofOne, long other, long ofOther, double low, double high) {
        NewcombeInterval rise = NewcombeInterval.ofChange(other, ofOther, one, ofOne);
        assertThat(rise.low()).isCloseTo(low, within(0.00006));
        assertThat(rise.high()).isCloseTo(high, within(0.00006));

        NewcombeInterval fall = NewcombeInterval.ofChange(one, ofOne, other, ofOther);
        assertThat(fall.low()).isCloseTo(-high, within(0.00006));
        assertThat(fall.high()).isCloseTo(-low, within(0.00006));
    }
}
