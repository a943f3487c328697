package uk.portage.gateway.operator;

import java.util.List;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.store.FoundSubmission;
import uk.portage.gateway.store.ParkedKey;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.SubmissionSearch;
import uk.portage.gateway.store.SubmissionStanding;

/**
 * What does not go on by itself.
 *
 * @param failed what failed for good, or matched no destination: the newest
 * @param more true if there are more of these
 */
record Stuck(List<Parked> parked, List<FoundSubmission> failed, boolean more, long deadLetters) {

    private static final int SHOWN = 50;

    /** A person whose records wait, and why the first of them does. */
    record Parked(ParkedKey key, Optional<FailureCode> code) {}

    Stuck {
        parked = List.copyOf(parked);
        failed = List.copyOf(failed);
    }

    static Stuck of(Store store, long deadLetters) {
        List<Parked> parked = store.parkedKeys().stream()
                .limit(SHOWN)
                .map(key ->
                        new Parked(key, store.submissions().find(key.first()).flatMap(FoundSubmission::code)))
                .toList();
        Selection.Found failed = Selection.failures(
                store,
                new SubmissionSearch(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.<SubmissionStanding>empty(),
                        Optional.empty()),
                SHOWN);
        return new Stuck(parked, failed.submissions(), failed.more(), deadLetters);
    }
}
