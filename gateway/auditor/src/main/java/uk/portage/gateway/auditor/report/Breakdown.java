package uk.portage.gateway.auditor.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import uk.portage.gateway.auditor.statistics.LinkedTable;
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

    /** Empty if there are too few transfers to say anything about groups of them. */
    List<Group<K>> published(HiddenTotals hidden, int smallestShown) {
        long[][] cells = tallies.values().stream().map(Tally::outcomes).toArray(long[][]::new);
        long[] excluded = tallies.values().stream()
                .mapToLong(tally -> tally.of(TransferStatus.EXCLUDED))
                .toArray();
        boolean[] excludedHidden = SmallNumbers.hide(excluded, hidden.excluded(), smallestShown);
        return LinkedTable.hide(cells, Outcome.weights(), hidden.outcomes(), smallestShown)
                .map(outcomesHidden -> groups(outcomesHidden, excludedHidden, smallestShown))
                .orElse(List.of());
    }

    private List<Group<K>> groups(boolean[][] outcomesHidden, boolean[] excludedHidden, int smallestShown) {
        List<Group<K>> groups = new ArrayList<>();
        tallies.forEach((key, tally) -> {
            int row = groups.size();
            groups.add(new Group<>(
                    key, PortabilityReport.figures(tally, outcomesHidden[row], excludedHidden[row], smallestShown)));
        });
        return groups;
    }
}
