package uk.portage.gateway.pipeline.receive;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Keeps one organisation from taking what is there for all: a rate of documents and of bytes in the long run, a pace as
 * long as others are sending too, and a share of what waits for the store at any time. Safe for use by many threads.
 */
final class Throttle {

    /**
     * Documents of one organisation that wait for their turn or for a commit: a quarter of what may wait, half of the
     * store's queue, two groups of its writer. Whoever else comes finds room, and is in one of the next groups.
     */
    static final int MOST_UNDER_WAY = 1_000;

    /** For how long after its last document an organisation counts as one that is sending. */
    static final Duration SENDING = Duration.ofSeconds(10);

    /** In how many steps a second's worth beside others comes: all of it at once would be felt by them. */
    private static final int STEPS = 5;

    private final Rates rates;
    private final long mostBytes;
    private final Map<OdsCode, Buckets> buckets = new ConcurrentHashMap<>();
    private final Company company = new Company();

    /** @param mostBytes that one organisation's documents may hold while they wait; one of any size is let in */
    Throttle(Rates rates, long mostBytes) {
        this.rates = rates;
        this.mostBytes = mostBytes;
    }

    private record Buckets(
            Bucket documents,
            Bucket bytes,
            Bucket besideOthers,
            long burstBytes,
            AtomicInteger underWay,
            AtomicLong bytesUnderWay) {

        static Buckets of(Rates.Rate rate) {
            return new Buckets(
                    bucket(rate.burst(), rate.perSecond()),
                    bucket(rate.burstBytes(), rate.bytesPerSecond()),
                    bucket(Math.max(1, rate.besideOthers() / STEPS), rate.besideOthers()),
                    rate.burstBytes(),
                    new AtomicInteger(),
                    new AtomicLong());
        }

        private static Bucket bucket(long capacity, long perSecond) {
            // Faster than one in a nanosecond a bucket cannot be filled.
            long refill = Math.min(perSecond, 1_000_000_000L);
            return Bucket.builder()
                    .addLimit(limit -> limit.capacity(capacity).refillGreedy(refill, Duration.ofSeconds(1)))
                    .withCustomTimePrecision(TimeMeter.SYSTEM_NANOTIME)
                    .build();
        }
    }

    private Buckets of(OdsCode organisation) {
        return buckets.computeIfAbsent(organisation, code -> Buckets.of(rates.of(code)));
    }

    /**
     * Takes a turn for a document.
     *
     * @param patience how long it may be held back
     * @return how long it is to be held back before it goes on; empty if that is more than the patience: then no turn is
     *     taken
     */
    Optional<Duration> turn(OdsCode organisation, long bytes, Duration patience) {
        Buckets ofIt = of(organisation);
        // One that is larger than the bucket empties it.
        long counted = Math.max(1, Math.min(bytes, ofIt.burstBytes()));
        boolean paced = company.hasOthers(organisation, System.nanoTime());
        long wait = Math.max(
                ofIt.documents().consumeIgnoringRateLimits(1), ofIt.bytes().consumeIgnoringRateLimits(counted));
        if (paced) {
            wait = Math.max(wait, ofIt.besideOthers().consumeIgnoringRateLimits(1));
        }
        if (wait <= patience.toNanos()) {
            return Optional.of(Duration.ofNanos(wait));
        }
        if (paced) {
            ofIt.besideOthers().addTokens(1);
        }
        ofIt.documents().addTokens(1);
        ofIt.bytes().addTokens(counted);
        return Optional.empty();
    }

    /** Lets a document of the organisation wait, unless too many of them do; then {@link #leave}. */
    boolean enter(OdsCode organisation, long bytes) {
        Buckets ofIt = of(organisation);
        boolean room = ofIt.underWay().incrementAndGet() <= MOST_UNDER_WAY;
        long held = ofIt.bytesUnderWay().addAndGet(bytes);
        if (room && (held <= mostBytes || held == bytes)) {
            return true;
        }
        leave(organisation, bytes);
        return false;
    }

    void leave(OdsCode organisation, long bytes) {
        of(organisation).underWay().decrementAndGet();
        of(organisation).bytesUnderWay().addAndGet(-bytes);
    }

    /** Who is sending: the last organisation that did, and the last other one. */
    private static final class Company {

        private Optional<OdsCode> last = Optional.empty();
        private long since;
        private Optional<OdsCode> before = Optional.empty();
        private long sinceBefore;

        /** Notes that an organisation sends; says whether another one has a short while ago. */
        synchronized boolean hasOthers(OdsCode organisation, long now) {
            if (last.isEmpty() || !last.get().equals(organisation)) {
                before = last;
                sinceBefore = since;
                last = Optional.of(organisation);
            }
            since = now;
            return before.isPresent() && now - sinceBefore < SENDING.toNanos();
        }
    }
}
