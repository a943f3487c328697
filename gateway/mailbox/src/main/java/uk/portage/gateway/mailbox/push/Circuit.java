package uk.portage.gateway.mailbox.push;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import uk.portage.gateway.transfer.TransferId;

/**
 * Whether one destination's server may be tried now. It opens when the server does not answer, or fails for several
 * records in a row; after a while one record may try, and what becomes of it closes the circuit or opens it for longer.
 * For one thread.
 */
final class Circuit {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** A server that asks for more is asked again all the same. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private static final int FAILING_IN_A_ROW = 3;

    private final Duration first;
    private final LongSupplier nanoseconds;
    private final DoubleSupplier chance;
    /** The records that failed since one went well. The same one again tells nothing new. */
    private final Set<TransferId> failing = new HashSet<>();

    private int openings;
    private long openUntil;
    private String why = "";

    /**
     * @param first how long it opens at first; then twice as long each time, 5 minutes at most
     * @param nanoseconds a clock
     * @param chance from 0 to 1, so that many gateways do not come back at once
     */
    Circuit(Duration first, LongSupplier nanoseconds, DoubleSupplier chance) {
        this.first = first;
        this.nanoseconds = nanoseconds;
        this.chance = chance;
    }

    static Circuit usual() {
        return new Circuit(
                FIRST, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
    }

    boolean isOpen() {
        return openings > 0 && nanoseconds.getAsLong() - openUntil < 0;
    }

    /** Why it was opened. */
    String why() {
        return why;
    }

    /** The server took or refused a record: it works. */
    void wentWell() {
        failing.clear();
        openings = 0;
    }

    /** Opens, or counts towards it. */
    void failed(TransferId transfer, Verdict.Later later) {
        failing.add(transfer);
        if (!later.ofRecord() || openings > 0 || failing.size() >= FAILING_IN_A_ROW) {
            openings++;
            why = later.why();
            openUntil =
                    nanoseconds.getAsLong() + pause(openings, later.notBefore()).toNanos();
        }
    }

    /** How long to wait after so many failures in a row: between half of it and all, but never less than was asked. */
    Duration pause(int times, Optional<Duration> asked) {
        long longest = Math.min(LONGEST.toMillis(), first.toMillis() << Math.min(20, times - 1));
        Duration own = Duration.ofMillis((long) (longest * (0.5 + chance.getAsDouble() / 2)));
        Duration least = asked.map(a -> a.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : a)
                .orElse(Duration.ZERO);
        return own.compareTo(least) > 0 ? own : least;
    }
}
