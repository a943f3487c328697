package uk.portage.gateway.auditor.report;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import uk.portage.gateway.auditor.statistics.Survival;
import uk.portage.gateway.ledger.Counts;
import uk.portage.gateway.ledger.LatencyBuckets;
import uk.portage.gateway.ledger.OpenTransfer;
import uk.portage.gateway.transfer.TransferStatus;

/** The true counts of one group of transfers, while they are added up. */
final class Tally {

    private static final int BUCKETS = 100;
    /** Everything above: it has no upper bound, so nothing in it is reached. */
    private static final int LAST_BUCKET = BUCKETS - 1;

    private final Map<TransferStatus, Long> statuses = new EnumMap<>(TransferStatus.class);
    private final long[] integrated = new long[BUCKETS];
    private final long[] censored = new long[BUCKETS];
    private long portable;

    void add(Counts counts) {
        counts.forEach((measure, detail, amount) -> {
            switch (measure) {
                case STATUS -> statuses.merge(TransferStatus.valueOf(detail), amount, Long::sum);
                case PORTABLE -> portable += amount;
                case INTEGRATED_AFTER -> integrated[Integer.parseInt(detail)] += amount;
                case CENSORED_AFTER -> censored[Integer.parseInt(detail)] += amount;
                case REACHED,
                        LOSS,
                        WITHHELD,
                        FAILURE,
                        FAILED_AT,
                        EXCLUSION,
                        GP2GP,
                        RESTATED,
                        LOST_ELEMENT,
                        SUBMISSION,
                        SOURCE_EVENT -> {
                    // Counted for the whole period only.
                }
            }
        });
    }

    /** An open transfer has not been integrated until now. */
    void add(OpenTransfer transfer, Instant now) {
        censored[LatencyBuckets.of(Duration.between(transfer.startedAt(), now))]++;
    }

    void add(Tally other) {
        other.statuses.forEach((status, amount) -> statuses.merge(status, amount, Long::sum));
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            integrated[bucket] += other.integrated[bucket];
            censored[bucket] += other.censored[bucket];
        }
        portable += other.portable;
    }

    /** By the column of the {@link Outcome}; their sum is what is eligible. */
    long[] outcomes() {
        long[] outcomes = new long[Outcome.COUNT];
        for (Outcome outcome : Outcome.values()) {
            outcomes[outcome.column()] = switch (outcome) {
                case PORTABLE -> portable;
                case ON_TIME_NOT_PORTABLE -> Math.max(0, of(TransferStatus.INTEGRATED_ON_TIME) - portable);
                case INTEGRATED_LATE -> of(TransferStatus.INTEGRATED_LATE);
                case DELIVERED_NOT_INTEGRATED -> of(TransferStatus.DELIVERED_NOT_INTEGRATED);
                case REJECTED -> of(TransferStatus.REJECTED);
                case TECHNICAL_FAILURE -> of(TransferStatus.TECHNICAL_FAILURE);
                case UNCLASSIFIED -> of(TransferStatus.UNCLASSIFIED);
                case OPEN -> of(TransferStatus.OPEN);
            };
        }
        return outcomes;
    }

    long of(TransferStatus status) {
        return statuses.getOrDefault(status, 0L);
    }

    long eligible() {
        return LongStream.of(outcomes()).sum();
    }

    long integrated() {
        return LongStream.of(integrated).sum();
    }

    Times times() {
        Survival survival = Survival.of(integrated, censored);
        return new Times(
                percentile(survival, 0.50),
                percentile(survival, 0.90),
                percentile(survival, 0.95),
                percentile(survival, 0.99));
    }

    /** Of a whole report only: the counts behind it are protected by those of the statuses. */
    WaitingCurve waiting(int smallestShown) {
        return WaitingCurve.of(integrated, censored, smallestShown);
    }

    private static Optional<Duration> percentile(Survival survival, double share) {
        int bucket = survival.percentile(share).orElse(LAST_BUCKET);
        return bucket == LAST_BUCKET ? Optional.empty() : Optional.of(LatencyBuckets.upperBound(bucket));
    }
}
