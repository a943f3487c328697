package uk.portage.gateway.auditor.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import uk.portage.gateway.auditor.statistics.Herfindahl;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Flows between suppliers' systems, added up from the pairs of a report that are shown and from nothing else, so they give
 * none away.
 *
 * @param flows between each two suppliers, the largest first, hidden ones last; pairs that are not listed by themselves
 *     are in none
 * @param concentration the Herfindahl-Hirschman index of the flows by the sender's supplier; empty if one of them is hidden
 *     or not all pairs are listed, or nobody's supplier is known
 */
public record Suppliers(List<Flow> flows, OptionalDouble concentration) {

    public Suppliers {
        flows = List.copyOf(flows);
    }

    /**
     * One supplier's systems to another's.
     *
     * @param sender empty text if nobody said whose they are; likewise the recipient
     */
    public record Flow(String sender, String recipient, Count eligible, Count portable) {

        /** P with its interval; empty if a count is hidden or nothing is eligible. */
        public Optional<Portability> portability() {
            OptionalLong all = eligible.value();
            OptionalLong met = portable.value();
            return all.isEmpty() || met.isEmpty() || all.getAsLong() == 0
                    ? Optional.empty()
                    : Optional.of(Portability.of(met.getAsLong(), all.getAsLong()));
        }

        private Flow plus(Flow other) {
            return new Flow(sender, recipient, eligible.plus(other.eligible), portable.plus(other.portable));
        }
    }

    /** @param supplierOf an organisation's, as far as it is known */
    public static Suppliers of(List<Group<Pair>> pairs, Function<OdsCode, Optional<String>> supplierOf) {
        Map<String, Flow> flows = new TreeMap<>();
        Map<String, Count> senders = new TreeMap<>();
        boolean everyPairListed = true;
        for (Group<Pair> group : pairs) {
            if (group.key().others()) {
                everyPairListed = false;
                continue;
            }
            String sender = group.key().sender().flatMap(supplierOf).orElse("");
            String recipient = group.key().recipient().flatMap(supplierOf).orElse("");
            Figures figures = group.figures();
            flows.merge(
                    sender + '\n' + recipient,
                    new Flow(sender, recipient, figures.eligible(), figures.portable()),
                    Flow::plus);
            senders.merge(sender, figures.eligible(), Count::plus);
        }
        boolean known = flows.values().stream()
                .anyMatch(flow -> !flow.sender().isEmpty() || !flow.recipient().isEmpty());
        List<Flow> listed = new ArrayList<>(known ? flows.values() : List.of());
        // Stable: those that are hidden stay in the order of their names.
        listed.sort((a, b) -> Long.compare(
                b.eligible().value().orElse(0), a.eligible().value().orElse(0)));
        boolean countable =
                known && everyPairListed && senders.values().stream().noneMatch(Count::isHidden);
        return new Suppliers(
                listed,
                countable
                        ? Herfindahl.index(senders.values().stream()
                                .map(count -> count.value().orElse(0))
                                .toList())
                        : OptionalDouble.empty());
    }
}
