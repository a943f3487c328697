package uk.portage.gateway.auditor.report;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** By what a period is cut to show how P went. Weeks are those of ISO 8601, which begin on a Monday. */
public enum CalendarUnit {
    DAY,
    WEEK,
    MONTH;

    /** Longer periods have too many days to be read one by one. */
    private static final int MOST_DAYS_BY_DAY = 45;

    /** Half a year. */
    private static final int MOST_DAYS_BY_WEEK = 183;

    /** What suits a period if nobody asked for one: both dates are included. */
    public static CalendarUnit usualFor(LocalDate from, LocalDate to) {
        long days = ChronoUnit.DAYS.between(from, to) + 1;
        return days <= MOST_DAYS_BY_DAY ? DAY : days <= MOST_DAYS_BY_WEEK ? WEEK : MONTH;
    }

    public static Optional<CalendarUnit> ofCode(String code) {
        return Arrays.stream(values()).filter(unit -> unit.code().equals(code)).findFirst();
    }

    /** As it stands in requests and answers. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The first day of the day, week or month that a day lies in; it may lie before the period that was asked for. */
    public LocalDate startOf(LocalDate day) {
        return switch (this) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
        };
    }

    /** The first day of the next one. */
    public LocalDate after(LocalDate start) {
        return switch (this) {
            case DAY -> start.plusDays(1);
            case WEEK -> start.plusWeeks(1);
            case MONTH -> start.plusMonths(1);
        };
    }
}
