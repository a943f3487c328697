package uk.portage.gateway.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.store.encryption.DataKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * What was committed a moment ago. The rooms that come after intake ask for a submission, its bytes and its bundle within
 * milliseconds of their commit; answered from here, they cost the database nothing. A submission never changes, a bundle
 * is only replaced by the one writer, and what is erased is forgotten, so that nothing here is wrong. Safe for use by many threads.
 */
final class Recent {

    /** Of documents and of bundles, each. */
    private static final long MOST_BYTES = 16L << 20;
    /** What a row takes beside its document. */
    private static final int ROW_BYTES = 1024;

    /** A row, its document and the key of its payloads as they were committed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Submission(SubmissionRow row, byte[] bytes, DataKey key) {

        /** The id only: the bytes are a person's record. */
        @Override
        public String toString() {
            return "Submission[" + row.id() + "]";
        }
    }

    /** A bundle as it was committed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bundle(byte[] bytes, Sha256 hash) {

        /** The size only: the bytes are a person's record, and their hash would confirm a guess at it. */
        @Override
        public String toString() {
            return "Bundle[" + bytes.length + " bytes]";
        }
    }

    private final Shelf<Submission> submissions = new Shelf<>();
    private final Shelf<Bundle> bundles = new Shelf<>();

    void remember(Submission submission) {
        submissions.put(submission.row().id(), submission, submission.bytes().length);
    }

    void remember(SubmissionId id, Bundle bundle) {
        bundles.put(id, bundle, bundle.bytes().length);
    }

    /** For one that has been erased. */
    void forget(SubmissionId id) {
        submissions.remove(id);
        bundles.remove(id);
    }

    Optional<Submission> submission(SubmissionId id) {
        return submissions.find(id);
    }

    /** The whole bundle of a submission. */
    Optional<Bundle> bundle(SubmissionId id) {
        return bundles.find(id);
    }

    /** Forgets the oldest when there is no more room. */
    private static final class Shelf<T> {
        private final Map<SubmissionId, Item<T>> items = new LinkedHashMap<>();
        private long size;

        synchronized void put(SubmissionId id, T value, int bytes) {
            Item<T> item = new Item<>(value, (long) ROW_BYTES + bytes);
            Item<T> before = items.put(id, item);
            size += item.size() - (before == null ? 0 : before.size());
            var oldest = items.values().iterator();
            while (size > MOST_BYTES && oldest.hasNext()) {
                size -= oldest.next().size();
                oldest.remove();
            }
        }

        synchronized void remove(SubmissionId id) {
            Item<T> item = items.remove(id);
            size -= item == null ? 0 : item.size();
        }

        synchronized Optional<T> find(SubmissionId id) {
            return Optional.ofNullable(items.get(id)).map(Item::value);
        }
    }

    private record Item<T>(T value, long size) {}
}
