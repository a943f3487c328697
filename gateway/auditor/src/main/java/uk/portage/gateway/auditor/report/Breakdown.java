package uk.portage.gateway.auditor.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import uk.portage.gateway.auditor.statistics.SmallNumbers;
import uk.portage.gateway.transfer.TransferStatus;

/** The same transfers as the headline's, cut one way: a table of groups by outcomes. */
final class Breakdown<K> {

    private final Map<K, Tally> tallies;

    /** @param tallies in the order of publication; those without a transfer are left out */
    Breakdown(Map<K, Tally> tallies) {
        this.tallies = new LinkedHashMap<>(tallies);
        this.tallies.values().removeIf(tally -> tally.eligible() == 0 && tally.of(TransferStatus.EXCLUDED) == 0);
    }

    /** The groups with the most transfers, and all others as one more. */
    Breakdown<K> largest(int most, K others) {
        if (tallies.size() <= most) {
            return this;
        }
        List<Map.Entry<K, Tally>> bySize = new ArrayList<>(tallies.entrySet());
        bySize.sort((a, b) -> Long.compare(b.getValue().eligible(), a.getValue().eligible()));
        Set<K> kept = new HashSet<>();
        bySize.subList(0, most).forEach(entry -> kept.add(entry.getKey()));
        Tally rest = new Tally();
        Map<K, Tally> result = new LinkedHashMap<>();
        tallies.forEach((key, tally) -> {
            if (kept.contains(key)) {
                result.put(key, tally);
            } else {
                rest.add(tally);
            }
        });
        result.put(others, rest);
        return new Breakdown<>(result);
    }

    boolean[][] hiddenOutcomes(boolean[] totalsHidden, int smallestShown) {
        long[][] cells = tallies.values().stream().map(Tally::outcomes).toArray(long[][]::new);
        return SmallNumbers.hide(cells, Outcome.weights(), totalsHidden, smallestShown);
    }

    boolean[] hiddenExcluded(boolean sumHidden, int smallestShown) {
        long[] excluded = tallies.values().stream()
                .mapToLong(tally -> tally.of(TransferStatus.EXCLUDED))
                .toArray();
        return SmallNumbers.hide(excluded, sumHidden, smallestShown);
    }

    List<Group<K>> published(HiddenTotals hidden, int smallestShown) {
        boolean[][] outcomes = hiddenOutcomes(hidden.outcomes(), smallestShown);
        boolean[] excluded = hiddenExcluded(hidden.excluded(), smallestShown);
        List<Group<K>> groups = new ArrayList<>();
        tallies.forEach((key, tally) -> {
            int row = groups.size();
            groups.add(new Group<>(key, PortabilityReport.figures(tally, outcomes[row], excluded[row], smallestShown)));
        });
        return groups;
    }
}
