package uk.portage.gateway.auditor.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class CalendarUnitTest {

    private static final LocalDate SUNDAY = LocalDate.of(2026, 11, 1);

    @Test
    void begins_weeks_on_mondays_and_months_on_the_first() {
        assertThat(CalendarUnit.DAY.startOf(SUNDAY)).isEqualTo(SUNDAY);
        assertThat(CalendarUnit.WEEK.startOf(SUNDAY)).isEqualTo(LocalDate.of(2026, 10, 26));
        assertThat(CalendarUnit.WEEK.startOf(SUNDAY.plusDays(1))).isEqualTo(SUNDAY.plusDays(1));
        assertThat(CalendarUnit.MONTH.startOf(SUNDAY.plusDays(20))).isEqualTo(SUNDAY);
        assertThat(CalendarUnit.MONTH.after(SUNDAY)).isEqualTo(LocalDate.of(2026, 12, 1));
    }

    @Test
    void suits_the_length_of_the_period() {
        assertThat(CalendarUnit.usualFor(SUNDAY, SUNDAY.plusDays(44))).isEqualTo(CalendarUnit.DAY);
        assertThat(CalendarUnit.usualFor(SUNDAY, SUNDAY.plusDays(45))).isEqualTo(CalendarUnit.WEEK);
        assertThat(CalendarUnit.usualFor(SUNDAY, SUNDAY.plusDays(182))).isEqualTo(CalendarUnit.WEEK);
        assertThat(CalendarUnit.usualFor(SUNDAY, SUNDAY.plusDays(183))).isEqualTo(CalendarUnit.MONTH);
    }

    @Test
    void is_known_by_its_code() {
        assertThat(CalendarUnit.ofCode("week")).contains(CalendarUnit.WEEK);
        assertThat(CalendarUnit.ofCode("year")).isEmpty();
        assertThat(CalendarUnit.ofCode("WEEK")).isEmpty();
    }
}
