package uk.portage.gateway.pipeline.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Where records go, as an operator configures it. Every rule that matches counts; a record reaches each destination
 * once.
 *
 * @param rules in any order
 * @param receivers which destination a receiver named inside a document stands for, for example MSH-6 of HL7 v2
 */
public record RoutingRules(List<Rule> rules, Map<String, OdsCode> receivers) {

    public static final RoutingRules NONE = new RoutingRules(List.of(), Map.of());

    public RoutingRules {
        rules = List.copyOf(rules);
        receivers = Map.copyOf(receivers);
    }

    /** Every destination that a rule or receiver names, in order of their codes. */
    public Set<OdsCode> destinations() {
        Set<OdsCode> named = new TreeSet<>(receivers.values());
        rules.forEach(rule -> named.addAll(rule.to()));
        return named;
    }

    /**
     * Whom a document names as its receiver: as the operator says, or by the ODS code of a destination.
     *
     * @param facility the receiver exactly as it is named inside, perhaps empty
     * @param destinations those that have a mailbox
     */
    Optional<OdsCode> receiver(String facility, Set<OdsCode> destinations) {
        return Optional.ofNullable(receivers.get(facility))
                .or(() -> OdsCode.parse(facility).filter(destinations::contains));
    }

    /**
     * One rule: all of its conditions must hold.
     *
     * @param sender empty for any
     * @param receivingFacility the receiver named inside, exactly as sent; empty for any
     * @param workflows empty for all
     * @param to at least one destination
     */
    public record Rule(
            Optional<OdsCode> sender, Optional<String> receivingFacility, Set<Workflow> workflows, List<OdsCode> to) {

        public Rule {
            workflows = Set.copyOf(workflows);
            to = List.copyOf(to);
            if (to.isEmpty()) {
                throw new IllegalArgumentException("a routing rule needs at least one destination in its 'to'");
            }
        }

        boolean matches(OdsCode from, String facility, Workflow workflow) {
            return sender.map(from::equals).orElse(true)
                    && receivingFacility.map(facility::equals).orElse(true)
                    && (workflows.isEmpty() || workflows.contains(workflow));
        }
    }
}
