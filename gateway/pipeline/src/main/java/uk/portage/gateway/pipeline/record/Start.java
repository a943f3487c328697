package uk.portage.gateway.pipeline.record;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When the clock of a transfer started.
 *
 * @param bySource true if it is the source event's own time, false if it is the time of receipt
 */
public record Start(Instant at, boolean bySource) {

    /** How far a source's clock may be ahead of ours before its event times are not believed. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    public static Start of(Optional<Instant> eventTime, Instant receivedAt) {
        return eventTime
                .filter(event -> !event.isAfter(receivedAt.plus(CLOCK_TOLERANCE)))
                .map(event -> new Start(event, true))
                .orElseGet(() -> new Start(receivedAt, false));
    }
}
