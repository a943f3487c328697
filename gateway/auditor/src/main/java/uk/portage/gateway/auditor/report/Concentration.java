package uk.portage.gateway.auditor.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import uk.portage.gateway.auditor.statistics.Herfindahl;
import uk.portage.gateway.transfer.OdsCode;

/**
 * How far the flow of eligible transfers hangs on a few: the Herfindahl-Hirschman index, from near 0 (many alike) to 1
 * (one alone). It is worked out from counts that are shown and from nothing else, so it gives none away.
 *
 * @param byFormat of the senders' formats; empty if the count of one is hidden, or nothing is eligible
 * @param bySender of the senders; empty if the count of a pair is hidden or not listed, or nothing is eligible
 */
public record Concentration(OptionalDouble byFormat, OptionalDouble bySender) {

    static Concentration of(List<Group<String>> formats, List<Group<Pair>> pairs) {
        boolean everyPairListed = pairs.stream().noneMatch(group -> group.key().others());
        return new Concentration(
                index(formats, Function.identity()),
                everyPairListed
                        ? index(pairs, pair -> pair.sender().map(OdsCode::value).orElse(""))
                        : OptionalDouble.empty());
    }

    private static <K> OptionalDouble index(List<Group<K>> groups, Function<K, String> key) {
        Map<String, Count> flows = new LinkedHashMap<>();
        groups.forEach(
                group -> flows.merge(key.apply(group.key()), group.figures().eligible(), Count::plus));
        if (flows.values().stream().anyMatch(Count::isHidden)) {
            return OptionalDouble.empty();
        }
        List<Long> amounts = new ArrayList<>();
        flows.values().forEach(flow -> flow.value().ifPresent(amounts::add));
        return Herfindahl.index(amounts);
    }
}
