package uk.portage.gateway.app.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.SubmissionId;

/** Draws what happens on a day: how much, at what hour, to whom, and how it ends. */
final class Journeys {

    /** Of a day's events, by hour: wards are busiest from ten to four. */
    private static final double[] HOURS = {1, 1, 1, 1, 1, 1, 2, 3, 5, 7, 9, 9, 9, 8, 9, 9, 8, 7, 5, 4, 3, 2, 2, 1};

    private static final List<RejectionReason> REASONS = List.of(RejectionReason.values());

    private static final List<Workflow> WORKFLOWS = List.of(
            Workflow.ADMISSION_NOTICE,
            Workflow.ADMISSION_NOTICE,
            Workflow.ADMISSION_NOTICE,
            Workflow.DISCHARGE_NOTICE,
            Workflow.DISCHARGE_NOTICE,
            Workflow.DISCHARGE_NOTICE,
            Workflow.DISCHARGE_SUMMARY,
            Workflow.DISCHARGE_SUMMARY,
            Workflow.TEST_RESULT,
            Workflow.SOCIAL_CARE_EVENT);

    private final RandomGenerator random;

    Journeys(RandomGenerator random) {
        this.random = random;
    }

    /** How many records a trust's day brings, whether it sends them or not. */
    int countOf(double usual, LocalDate day) {
        double rhythm = switch (day.getDayOfWeek()) {
            case SATURDAY -> 0.65;
            case SUNDAY -> 0.55;
            case MONDAY -> 1.15;
            case TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> 1.05;
        };
        double mean = usual * rhythm;
        return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }

    Journey draw(Trust trust, LocalDate day, String businessId) {
        Instant started = day.atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .plus(Duration.ofHours(hour()))
                .plus(Habit.within(Duration.ofHours(1), random));
        // Now and then an interface stands still, and what it held comes hours later.
        Duration delay = random.nextInt(200) == 0
                ? Habit.within(Duration.ofHours(30), random)
                : Duration.ofMillis((long) (-30_000 * Math.log(1 - random.nextDouble())));
        Instant received = started.plus(delay).plusMillis(1);
        Instant translated = received.plusMillis(200 + random.nextInt(1_800));
        Instant offered = translated.plusMillis(100 + random.nextInt(900));
        Council council = neighbour(trust);
        Optional<FailureCode> failure = failure(trust, day);
        Optional<Exclusion> exclusion = failure.isPresent() ? Optional.empty() : exclusion();
        boolean ends = failure.isPresent() || exclusion.isPresent();
        Optional<Instant> collected =
                ends || random.nextInt(250) == 0 ? Optional.empty() : Optional.of(collected(council, offered));
        Optional<Instant> answered = collected
                .filter(at -> random.nextDouble() >= council.habit().neverAnswered())
                .map(at -> council.habit().answers(at, random).plusMillis(1));
        Optional<RejectionReason> rejection = answered.isPresent() && random.nextInt(90) == 0
                ? Optional.of(REASONS.get(random.nextInt(REASONS.size())))
                : Optional.empty();
        Optional<Instant> contradicted = answered.filter(at -> random.nextInt(400) == 0)
                .map(at -> at.plus(Habit.within(Duration.ofHours(6), random)).plusMillis(1));
        return new Journey(
                SubmissionId.of(DedupeKey.of(trust.code(), "simulated", businessId)),
                trust,
                council,
                WORKFLOWS.get(random.nextInt(WORKFLOWS.size())),
                started,
                received,
                translated,
                offered,
                failure,
                exclusion,
                collected,
                answered,
                rejection,
                contradicted,
                random.nextInt(100) == 0,
                random.nextDouble() >= trust.unverified(),
                random.nextInt(250) > 0,
                failure.isPresent() ? Map.of() : losses(),
                1_000 + random.nextInt(20_000));
    }

    private int hour() {
        double all = 0;
        for (double share : HOURS) {
            all += share;
        }
        double draw = random.nextDouble() * all;
        int hour = 0;
        for (double share = HOURS[0]; draw >= share && hour < HOURS.length - 1; share = HOURS[hour]) {
            draw -= share;
            hour++;
        }
        return hour;
    }

    /** Each neighbour gets half of what the one before it does not. */
    private Council neighbour(Trust trust) {
        int choice = 0;
        while (choice < trust.neighbours().size() - 1 && random.nextBoolean()) {
            choice++;
        }
        return trust.neighbours().get(choice);
    }

    private Optional<FailureCode> failure(Trust trust, LocalDate day) {
        if (trust.badMapping().filter(days -> days.include(day)).isPresent() && random.nextInt(3) == 0) {
            return Optional.of(FailureCode.INVALID_BUNDLE);
        }
        return switch (random.nextInt(1_000)) {
            case 0, 1 -> Optional.of(FailureCode.MISSING_REQUIRED);
            case 2 -> Optional.of(FailureCode.UNKNOWN_DESTINATION);
            default -> Optional.empty();
        };
    }

    private Optional<Exclusion> exclusion() {
        return switch (random.nextInt(1_000)) {
            case 0, 1, 2 -> Optional.of(Exclusion.TEST_PATIENT);
            case 3, 4 -> Optional.of(Exclusion.WITHDRAWN_BEFORE_SEND);
            case 5 -> Optional.of(Exclusion.LAWFUL_WITHHOLDING);
            default -> Optional.empty();
        };
    }

    private Instant collected(Council council, Instant offered) {
        Instant usual = council.habit().collects(offered, random);
        LocalDate day = usual.atOffset(ZoneOffset.UTC).toLocalDate();
        return council.outage()
                .filter(days -> days.include(day))
                .map(days -> days.last()
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .plus(Habit.within(Duration.ofHours(2), random)))
                .orElse(usual);
    }

    private Map<LossKind, Integer> losses() {
        Map<LossKind, Integer> losses = new EnumMap<>(LossKind.class);
        count(losses, LossKind.NO_TARGET, 3);
        count(losses, LossKind.UNKNOWN_CODE, 2);
        count(losses, LossKind.COARSER, 2);
        count(losses, LossKind.TEXT_ONLY, 1);
        return losses;
    }

    private void count(Map<LossKind, Integer> losses, LossKind kind, int most) {
        int count = random.nextInt(2 * most + 1) - most;
        if (count > 0) {
            losses.put(kind, count);
        }
    }
}
