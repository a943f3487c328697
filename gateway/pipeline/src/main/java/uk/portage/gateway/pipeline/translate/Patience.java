package uk.portage.gateway.pipeline.translate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * How long a record waits for those before it that are under way: they take moments. One that never ends, because its
 * message is lost, must not hold up everyone for ever.
 */
final class Patience {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST = 1_000;

    private final Map<SubmissionId, Long> since = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SubmissionId, Long> eldest) {
            return size() > MOST;
        }
    };

    synchronized boolean isLeftFor(SubmissionId submission) {
        long now = System.nanoTime();
        return now - since.computeIfAbsent(submission, id -> now) < LONGEST.toNanos();
    }
}
