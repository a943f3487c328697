package uk.portage.gateway.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * What was committed a moment ago. The rooms that come after intake ask for a submission and its bytes within
 * milliseconds of their commit; answered from here, they cost the database nothing. Neither ever changes, so that a copy
 * can be old but not wrong. Safe for use by many threads.
 */
final class RecentSubmissions {

    private static final long MOST_BYTES = 16L << 20;
    /** What a row takes beside its document. */
    private static final int ROW_BYTES = 1024;

    /** A row and its document as they were committed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Kept(SubmissionRow row, byte[] bytes) {

        /** The id only: the bytes are a person's record. */
        @Override
        public String toString() {
            return "Kept[" + row.id() + "]";
        }
    }

    private final Map<SubmissionId, Kept> kept = new LinkedHashMap<>();
    private long size;

    /** Remembers a submission, and forgets the oldest ones that there is no more room for. */
    synchronized void remember(Kept submission) {
        if (kept.putIfAbsent(submission.row().id(), submission) == null) {
            size += sizeOf(submission);
        }
        var oldest = kept.values().iterator();
        while (size > MOST_BYTES && oldest.hasNext()) {
            size -= sizeOf(oldest.next());
            oldest.remove();
        }
    }

    synchronized Optional<Kept> find(SubmissionId id) {
        return Optional.ofNullable(kept.get(id));
    }

    private static long sizeOf(Kept submission) {
        return (long) ROW_BYTES + submission.bytes().length;
    }
}
