package uk.portage.gateway.mailbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.DateTimeType;

/**
 * One value of {@code _lastUpdated} (FHIR R4, search.html#date): a prefix and a span of time as long as the value is
 * coarse.
 *
 * @param text as the value is written in a link
 * @param start the span's first instant
 * @param end the first instant after the span
 */
record ChangedWithin(Prefix prefix, String text, Instant start, Instant end) {

    enum Prefix {
        EQ,
        GT,
        GE,
        LT,
        LE
    }

    /** Empty if the value is not a date or time, or has another prefix. Without a zone, UTC is meant. */
    static Optional<ChangedWithin> parse(String value) {
        Prefix prefix = Prefix.EQ;
        String time = value;
        for (Prefix candidate : Prefix.values()) {
            if (value.startsWith(candidate.name().toLowerCase(Locale.ROOT))) {
                prefix = candidate;
                time = value.substring(2);
            }
        }
        try {
            // A plus sign in a query is a space once decoded.
            DateTimeType parsed = new DateTimeType(time.replace(' ', '+'));
            Instant start = start(parsed);
            return Optional.of(new ChangedWithin(
                    prefix,
                    prefix.name().toLowerCase(Locale.ROOT) + parsed.getValueAsString(),
                    start,
                    end(parsed, start)));
        } catch (RuntimeException notATime) {
            return Optional.empty();
        }
    }

    boolean admits(Instant changedAt) {
        return switch (prefix) {
            case EQ -> !changedAt.isBefore(start) && changedAt.isBefore(end);
            case GT -> !changedAt.isBefore(end);
            case GE -> !changedAt.isBefore(start);
            case LT -> changedAt.isBefore(start);
            case LE -> changedAt.isBefore(end);
        };
    }

    private static Instant start(DateTimeType time) {
        if (time.getTimeZone() == null) {
            time.setTimeZone(TimeZone.getTimeZone("UTC"));
        }
        return time.getValue().toInstant();
    }

    private static Instant end(DateTimeType time, Instant start) {
        var utc = start.atOffset(ZoneOffset.UTC);
        return switch (time.getPrecision()) {
            case YEAR -> utc.plusYears(1).toInstant();
            case MONTH -> utc.plusMonths(1).toInstant();
            case DAY -> utc.plusDays(1).toInstant();
            case MINUTE -> start.plus(1, ChronoUnit.MINUTES);
            case SECOND -> start.plusSeconds(1);
            case MILLI -> start.plusMillis(1);
        };
    }
}
