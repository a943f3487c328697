package uk.portage.gateway.operator;

import java.util.List;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.store.FoundSubmission;
import uk.portage.gateway.store.Obligation;
import uk.portage.gateway.store.ParkedKey;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.SubmissionSearch;
import uk.portage.gateway.store.SubmissionStanding;
import uk.portage.gateway.transfer.DeadLetter;

/**
 * What does not go on by itself.
 *
 * @param failed what failed for good, or matched no destination: the newest
 * @param more true if there are more of these
 * @param letters the dead letters: the oldest
 * @param deadLetters how many there are
 */
record Stuck(List<Parked> parked, List<FoundSubmission> failed, boolean more, List<Dead> letters, long deadLetters) {

    private static final int SHOWN = 50;

    /** A person whose records wait, and why the first of them does. */
    record Parked(ParkedKey key, Optional<FailureCode> code) {
        static Parked of(Store store, ParkedKey key) {
            return new Parked(key, store.submissions().find(key.first()).flatMap(FoundSubmission::code));
        }
    }

    /** A dead letter, and whether anything is left to be done about it. */
    record Dead(DeadLetter letter, Obligation obligation) {

        boolean canBeSentAgain() {
            return obligation == Obligation.OPEN;
        }

        /** Why nobody could take it. */
        String why() {
            return canBeSentAgain() ? "it failed at each of its attempts" : obligation.meaning();
        }

        String remedy() {
            return switch (obligation) {
                case OPEN -> "Look into the log, have the gateway corrected, then send it again";
                case PARKED -> "Release the person; remove this one";
                case DONE, ERASED, UNKNOWN -> "Remove it: nothing is lost with it";
            };
        }
    }

    Stuck {
        parked = List.copyOf(parked);
        failed = List.copyOf(failed);
        letters = List.copyOf(letters);
    }

    static Stuck of(Store store, RoadOrders road) {
        List<Parked> parked = store.parkedKeys().stream()
                .limit(SHOWN)
                .map(key -> Parked.of(store, key))
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
        List<Dead> letters = road.deadLetters(SHOWN).stream()
                .map(letter -> new Dead(letter, store.submissions().obligation(letter)))
                .toList();
        return new Stuck(
                parked,
                failed.submissions(),
                failed.more(),
                letters,
                Math.max(letters.size(), road.machinery().deadLetters()));
    }
}
