package uk.portage.gateway.store;

import java.util.List;
import java.util.Optional;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.SubmissionId;

/** Finds submissions by what is indexed of them, and never by looking into one. Safe for use by many threads. */
public interface SubmissionFinder {

    /**
     * The newest submissions that fit, newest first.
     *
     * @param behind where the page before ended
     * @param limit how many at most
     */
    Page find(SubmissionSearch search, Optional<SubmissionSearch.Place> behind, int limit);

    /** As {@link #find}, of what went to nobody, whether it failed for good or matched no destination. */
    Page findWhatWentToNobody(SubmissionSearch search, Optional<SubmissionSearch.Place> behind, int limit);

    Optional<FoundSubmission> find(SubmissionId id);

    /** How far the store is with what a message asks for. */
    Obligation obligation(DeadLetter letter);

    /** What there is to do and who waits for it. */
    Backlog backlog();

    /**
     * One page of what was found.
     *
     * @param end where it ended, if there may be more: a page may be short, or empty, because few of many fit
     */
    record Page(List<FoundSubmission> found, Optional<SubmissionSearch.Place> end) {
        public Page {
            found = List.copyOf(found);
        }
    }
}
