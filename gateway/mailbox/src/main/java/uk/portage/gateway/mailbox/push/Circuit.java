package uk.portage.gateway.mailbox.push;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import uk.portage.gateway.mailbox.exchange.Pauses;
import uk.portage.gateway.transfer.TransferId;

/**
 * Whether one destination's server may be tried now. It opens when the server does not answer, or fails for several
 * records in a row; after a while one record may try, and what becomes of it closes the circuit or opens it for longer.
 * For one thread.
 */
final class Circuit {

    private static final int FAILING_IN_A_ROW = 3;

    private final Pauses pauses;
    private final LongSupplier nanoseconds;
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
        this(new Pauses(first, chance), nanoseconds);
    }

    private Circuit(Pauses pauses, LongSupplier nanoseconds) {
        this.pauses = pauses;
        this.nanoseconds = nanoseconds;
    }

    static Circuit usual() {
        return new Circuit(Pauses.usual(), System::nanoTime);
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

    /** As {@link Pauses#after}. */
    Duration pause(int times, Optional<Duration> asked) {
        return pauses.after(times, asked);
    }
}
