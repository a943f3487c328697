package uk.portage.gateway.app.simulate;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;

/** How a destination deals with what waits for it. */
enum Habit {
    /** Software that asks every five minutes and files at once. */
    PROMPT(Duration.ofMinutes(12), 0.01),
    /** People who look between eight and six on working days. */
    OFFICE_HOURS(Duration.ofMinutes(50), 0.03),
    /** A job in the night, and people in the morning after it. */
    NIGHTLY(Duration.ofHours(4), 0.04),
    /** Somebody, some day. */
    SLACK(Duration.ofHours(60), 0.15);

    private static final LocalTime OPENING = LocalTime.of(8, 0);
    private static final LocalTime CLOSING = LocalTime.of(18, 0);
    private static final LocalTime NIGHT_JOB = LocalTime.of(2, 0);

    private final Duration usualFiling;
    private final double neverAnswered;

    /**
     * @param usualFiling the median from collecting to answering
     * @param neverAnswered the share of what is collected that nobody answers
     */
    Habit(Duration usualFiling, double neverAnswered) {
        this.usualFiling = usualFiling;
        this.neverAnswered = neverAnswered;
    }

    double neverAnswered() {
        return neverAnswered;
    }

    Instant collects(Instant offered, RandomGenerator random) {
        return switch (this) {
            case PROMPT -> offered.plus(within(Duration.ofMinutes(5), random));
            case OFFICE_HOURS -> atWork(offered).plus(within(Duration.ofMinutes(30), random));
            case NIGHTLY -> nextNight(offered).plus(within(Duration.ofMinutes(20), random));
            case SLACK -> offered.plus(within(Duration.ofDays(3), random));
        };
    }

    Instant answers(Instant collected, RandomGenerator random) {
        long filing = (long) (usualFiling.toMillis() * Math.exp(random.nextGaussian()));
        Instant done = collected.plusMillis(filing);
        return this == PROMPT ? done : atWork(done);
    }

    static Duration within(Duration longest, RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(longest.toMillis()));
    }

    private static Instant nextNight(Instant from) {
        OffsetDateTime night =
                from.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).with(NIGHT_JOB);
        return (night.toInstant().isAfter(from) ? night : night.plusDays(1)).toInstant();
    }

    private static Instant atWork(Instant from) {
        OffsetDateTime time = from.atOffset(ZoneOffset.UTC);
        if (time.toLocalTime().isAfter(CLOSING)) {
            time = time.plusDays(1).with(OPENING);
        } else if (time.toLocalTime().isBefore(OPENING)) {
            time = time.with(OPENING);
        }
        while (time.getDayOfWeek() == DayOfWeek.SATURDAY || time.getDayOfWeek() == DayOfWeek.SUNDAY) {
            time = time.plusDays(1).with(OPENING);
        }
        return time.toInstant();
    }
}
