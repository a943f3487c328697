package uk.portage.gateway.operator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.store.FoundSubmission;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.SubmissionFinder;
import uk.portage.gateway.store.SubmissionSearch;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * Which submissions somebody wants to go the road once more.
 *
 * @param listed by their ids; if empty, by the search
 */
record Selection(List<SubmissionId> listed, SubmissionSearch search) {

    /** In one replay. */
    static final int MOST = 5_000;

    private static final int PAGE = 500;

    /** @param more true if more fit than were read */
    record Found(List<FoundSubmission> submissions, boolean more) {
        Found {
            submissions = List.copyOf(submissions);
        }
    }

    Selection {
        listed = List.copyOf(listed);
    }

    /** Without any identifier: a key in it is a keyed hash already. */
    String words() {
        if (!listed.isEmpty()) {
            return listed.size() == 1 ? "submission " + listed.get(0) : listed.size() + " submissions by their ids";
        }
        List<String> words = new ArrayList<>();
        search.key().ifPresent(key -> words.add("key " + key));
        search.sender().ifPresent(sender -> words.add("sender " + sender));
        search.from().ifPresent(from -> words.add("from " + from));
        search.to().ifPresent(to -> words.add("to " + to));
        search.standing().ifPresent(standing -> words.add("standing " + standing.code()));
        search.code().ifPresent(code -> words.add("code " + code.name()));
        return words.isEmpty() ? "all that went to nobody" : String.join(", ", words);
    }

    Found read(Store store) {
        if (!listed.isEmpty()) {
            Set<SubmissionId> once = new LinkedHashSet<>(listed);
            return new Found(
                    once.stream()
                            .flatMap(id -> store.submissions().find(id).stream())
                            .toList(),
                    false);
        }
        return search.standing().isPresent() || search.key().isPresent()
                ? read(store.submissions()::find, search, MOST)
                : failures(store, search, MOST);
    }

    /** What went to nobody, whether it failed or matched no destination, the newest first. */
    static Found failures(Store store, SubmissionSearch search, int most) {
        return read(store.submissions()::findWhatWentToNobody, search, most);
    }

    /** One page of a search. */
    private interface Reading {
        SubmissionFinder.Page read(SubmissionSearch search, Optional<SubmissionSearch.Place> behind, int limit);
    }

    private static Found read(Reading reading, SubmissionSearch search, int most) {
        List<FoundSubmission> found = new ArrayList<>();
        Optional<SubmissionSearch.Place> behind = Optional.empty();
        do {
            SubmissionFinder.Page page = reading.read(search, behind, Math.min(PAGE, most - found.size()));
            found.addAll(page.found());
            behind = page.end();
        } while (behind.isPresent() && found.size() < most);
        return new Found(found, behind.isPresent());
    }
}
