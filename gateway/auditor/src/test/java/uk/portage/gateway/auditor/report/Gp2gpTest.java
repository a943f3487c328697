package uk.portage.gateway.auditor.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import uk.portage.gateway.ledger.gp2gp.Gp2gpClass;

/** Which of GP2GP's counts may be seen beside the headline's. */
class Gp2gpTest {

    private static final int SMALLEST = 5;

    private final Map<Gp2gpClass, Long> amounts = new EnumMap<>(Map.of(
            Gp2gpClass.INTEGRATED_ON_TIME,
            100L,
            Gp2gpClass.INTEGRATED_LATE,
            20L,
            Gp2gpClass.TRANSFERRED_NOT_INTEGRATED,
            30L));
    private final boolean[] headlineHidden = new boolean[Outcome.COUNT + 1];

    @Test
    void where_nothing_is_small_all_of_it_is_shown() {
        Gp2gp gp2gp = gp2gp();

        assertThat(gp2gp.transfers().value()).hasValue(150);
        assertThat(gp2gp.onTime().value()).hasValue(100);
        assertThat(gp2gp.paperFallback().value()).hasValue(50);
        assertThat(gp2gp.onTimePercent()).hasValue(66.67);
        assertThat(gp2gp.classes())
                .extracting(Reason::key)
                .containsExactly(
                        Gp2gpClass.INTEGRATED_ON_TIME,
                        Gp2gpClass.INTEGRATED_LATE,
                        Gp2gpClass.TRANSFERRED_NOT_INTEGRATED);
    }

    @Test
    void where_the_headline_hides_anything_nothing_is_shown() {
        for (int column = 0; column < headlineHidden.length; column++) {
            headlineHidden[column] = true;
            assertNothingIsShown();
            headlineHidden[column] = false;
        }
    }

    @Test
    void few_late_ones_would_be_seen_beside_the_integrated_ones_of_the_headline() {
        amounts.put(Gp2gpClass.INTEGRATED_LATE, 4L);
        assertNothingIsShown();

        amounts.put(Gp2gpClass.INTEGRATED_LATE, 5L);
        assertThat(gp2gp().transfers().isHidden()).isFalse();
    }

    @Test
    void few_on_time_or_few_that_were_not_are_not_shown() {
        amounts.put(Gp2gpClass.INTEGRATED_ON_TIME, 4L);
        assertNothingIsShown();

        amounts.clear();
        amounts.put(Gp2gpClass.INTEGRATED_ON_TIME, 100L);
        amounts.put(Gp2gpClass.FINAL_ERROR, 4L);
        assertNothingIsShown();
    }

    @Test
    void where_one_class_is_small_the_sums_are_shown_and_no_class() {
        amounts.put(Gp2gpClass.FINAL_ERROR, 2L);
        Gp2gp gp2gp = gp2gp();

        assertThat(gp2gp.paperFallback().value()).hasValue(52);
        assertThat(gp2gp.classes()).isEmpty();
    }

    @Test
    void of_nothing_there_is_no_share() {
        amounts.clear();

        assertThat(gp2gp().transfers().isZero()).isTrue();
        assertThat(gp2gp().onTimePercent()).isEmpty();
    }

    private Gp2gp gp2gp() {
        return Gp2gp.of(amounts, headlineHidden, SMALLEST);
    }

    private void assertNothingIsShown() {
        Gp2gp gp2gp = gp2gp();
        assertThat(gp2gp.transfers().isHidden()).isTrue();
        assertThat(gp2gp.onTime().isHidden()).isTrue();
        assertThat(gp2gp.paperFallback().isHidden()).isTrue();
        assertThat(gp2gp.onTimePercent()).isEmpty();
        assertThat(gp2gp.classes()).isEmpty();
    }
}
