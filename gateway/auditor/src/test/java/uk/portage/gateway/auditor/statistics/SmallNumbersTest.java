package uk.portage.gateway.auditor.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SmallNumbersTest {

    @Test
    void hides_nothing_if_nothing_is_small() {
        assertThat(hide(5, 0, 12, 7)).containsOnly(false);
    }

    @Test
    void hides_nothing_if_the_smallest_shown_is_one() {
        assertThat(SmallNumbers.hide(new long[] {1, 2}, new long[] {1, 1}, false, 1))
                .containsOnly(false);
    }

    @Test
    void hides_the_smallest_other_beside_a_lone_small_one() {
        assertThat(hide(100, 2, 0, 7)).containsExactly(false, true, false, true, false);
    }

    @Test
    void keeps_in_sight_what_weighs_more() {
        assertThat(SmallNumbers.hide(new long[] {20, 2, 30}, new long[] {4, 1, 1}, false, 5))
                .containsExactly(false, true, true, false);
    }

    @Test
    void two_small_ones_protect_each_other() {
        assertThat(hide(1, 2, 90)).containsExactly(true, true, false, false);
    }

    @Test
    void hides_a_third_if_two_hidden_ones_must_both_be_one() {
        // 2 in all, both at least 1: so 1 and 1.
        assertThat(hide(1, 1, 8, 9)).containsExactly(true, true, true, false, false);
    }

    @Test
    void hides_the_sum_if_there_is_nothing_else() {
        assertThat(hide(0, 3, 0)).containsExactly(false, true, false, true);
        assertThat(hide(1, 1, 1, 1, 1)).containsExactly(true, true, true, true, true, true);
    }

    @Test
    void needs_no_other_if_the_sum_is_hidden_elsewhere() {
        assertThat(SmallNumbers.hide(new long[] {3, 50}, new long[] {1, 1}, true, 5))
                .containsExactly(true, false, true);
    }

    private static boolean[] hide(long... cells) {
        long[] weights = new long[cells.length];
        Arrays.fill(weights, 1);
        return SmallNumbers.hide(cells, weights, false, 5);
    }
}
