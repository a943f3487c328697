package uk.portage.gateway.operator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.store.FoundSubmission;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.SubmissionFinder;
import uk.portage.gateway.store.SubmissionSearch;
import uk.portage.gateway.store.SubmissionStanding;
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

    private static final Comparator<FoundSubmission> NEWEST_FIRST = Comparator.comparing(
                    (FoundSubmission found) -> found.submission().receivedAt())
            .thenComparingLong(FoundSubmission::arrival)
            .reversed();

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
                ? read(store, search, MOST)
                : failures(store, search, MOST);
    }

    /** What went to nobody, whether it failed or matched no destination, the newest first. */
    static Found failures(Store store, SubmissionSearch search, int most) {
        Found failed = read(store, at(search, SubmissionStanding.FAILED), most);
        Found notRouted = read(store, at(search, SubmissionStanding.NOT_ROUTED), most);
        List<FoundSubmission> both = new ArrayList<>(failed.submissions());
        both.addAll(notRouted.submissions());
        both.sort(NEWEST_FIRST);
        boolean more = failed.more() || notRouted.more() || both.size() > most;
        return new Found(both.subList(0, Math.min(both.size(), most)), more);
    }

    private static SubmissionSearch at(SubmissionSearch search, SubmissionStanding standing) {
        return new SubmissionSearch(
                search.key(), search.sender(), search.from(), search.to(), Optional.of(standing), search.code());
    }

    private static Found read(Store store, SubmissionSearch search, int most) {
        List<FoundSubmission> found = new ArrayList<>();
        Optional<SubmissionSearch.Place> behind = Optional.empty();
        do {
            SubmissionFinder.Page page = store.submissions().find(search, behind, Math.min(PAGE, most - found.size()));
            found.addAll(page.found());
            behind = page.end();
        } while (behind.isPresent() && found.size() < most);
        return new Found(found, behind.isPresent());
    }
}
