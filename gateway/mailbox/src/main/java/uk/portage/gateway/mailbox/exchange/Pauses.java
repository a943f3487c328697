package uk.portage.gateway.mailbox.exchange;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How long to leave a server alone that has failed: twice as long each time, 5 minutes at most, and never less than it
 * asks for, up to an hour.
 *
 * @param first the longest after one failure
 * @param chance from 0 to 1, so that many gateways do not come back at once
 */
public record Pauses(Duration first, DoubleSupplier chance) {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** A server that asks for more is asked again all the same. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    /** From a second on. */
    public static Pauses usual() {
        return new Pauses(
                Duration.ofSeconds(1), () -> ThreadLocalRandom.current().nextDouble());
    }

    /** How long to wait after so many failures in a row: between half of it and all, but never less than was asked. */
    public Duration after(int times, Optional<Duration> asked) {
        long longest = Math.min(LONGEST.toMillis(), first.toMillis() << Math.min(20, times - 1));
        Duration own = Duration.ofMillis((long) (longest * (0.5 + chance.getAsDouble() / 2)));
        Duration least = asked.map(a -> a.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : a)
                .orElse(Duration.ZERO);
        return own.compareTo(least) > 0 ? own : least;
    }
}
