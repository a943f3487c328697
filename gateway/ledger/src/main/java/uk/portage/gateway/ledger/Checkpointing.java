package uk.portage.gateway.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import uk.portage.verifier.note.SigningKey;

/**
 * When the head of the tree is signed: once there are enough new entries, or some and enough time has passed. Safe for use
 * by many threads.
 */
public final class Checkpointing {

    /** As the design has it. */
    public static final Duration EVERY = Duration.ofSeconds(10);

    public static final int ENTRIES = 1_000;

    private final Supplier<List<SigningKey>> signers;
    private final Clock clock;
    private final Duration every;
    private final int entries;

    private volatile Optional<String> newest = Optional.empty();
    private volatile Progress progress = new Progress(0, 0, Instant.EPOCH);

    private record Progress(long committed, long signed, Instant signedAt) {}

    /**
     * @param signers the keys that sign, the newest last; asked each time
     * @param every the longest time that a new entry waits
     * @param entries the most that wait
     */
    public Checkpointing(Supplier<List<SigningKey>> signers, Clock clock, Duration every, int entries) {
        this.signers = signers;
        this.clock = clock;
        this.every = every;
        this.entries = entries;
    }

    /** Nothing is ever signed. */
    public static Checkpointing none() {
        return new Checkpointing(List::of, Clock.systemUTC(), EVERY, ENTRIES);
    }

    /** Whether there is something to sign, and it should be signed now. */
    public boolean isDue() {
        Progress now = progress;
        long waiting = now.committed() - now.signed();
        return waiting >= entries
                || (waiting > 0 && !clock.instant().isBefore(now.signedAt().plus(every)));
    }

    /** Whether a committed entry is in no checkpoint yet. */
    public boolean isBehind() {
        return progress.committed() > progress.signed() && !signers().isEmpty();
    }

    /** The newest checkpoint that was signed here and is committed. */
    public Optional<String> newest() {
        return newest;
    }

    void signed(String note) {
        newest = Optional.of(note);
    }

    List<SigningKey> signers() {
        return signers.get();
    }

    Instant now() {
        return clock.instant();
    }

    void report(long committed, long signed, Instant signedAt) {
        progress = new Progress(committed, signed, signedAt);
    }
}
