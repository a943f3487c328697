package uk.portage.gateway.auditor.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import uk.portage.adapter.spi.LossKind;
import uk.portage.gateway.auditor.statistics.SmallNumbers;
import uk.portage.gateway.ledger.LostElement;

/** How often an element of a source format was not carried as itself, in which way, in translations of the period. */
public record LostAt(LostElement element, Count count) {

    /** Most frequent first, hidden ones last in the order of their names; what is hidden follows from no other. */
    static List<LostAt> of(Map<String, Long> amounts, int smallestShown) {
        Map<LossKind, List<LostElement>> kinds = new TreeMap<>();
        amounts.keySet().stream()
                .map(LostElement::parse)
                .sorted()
                .forEach(element -> kinds.computeIfAbsent(element.kind(), kind -> new ArrayList<>())
                        .add(element));
        List<LostAt> all = new ArrayList<>();
        kinds.values().forEach(elements -> {
            long[] values = elements.stream()
                    .mapToLong(element -> amounts.get(element.text()))
                    .toArray();
            boolean[] hidden = SmallNumbers.hide(values, false, smallestShown);
            for (int i = 0; i < values.length; i++) {
                all.add(new LostAt(elements.get(i), Count.of(values[i], hidden[i])));
            }
        });
        all.sort(Comparator.<LostAt>comparingLong(lost -> -lost.count().value().orElse(0))
                .thenComparing(LostAt::element));
        return all;
    }
}
