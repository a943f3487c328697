package uk.portage.gateway.pipeline.route;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;

/** Applies the rules: to the receiver named inside, by rule, and to whoever cares for the person. Pure. */
public final class Router {

    private final RoutingRules rules;
    private final Set<OdsCode> destinations;
    private final Set<String> testChannels;

    /**
     * @param destinations those that have a mailbox
     * @param testChannels channels whose training and debugging records travel on
     */
    public Router(RoutingRules rules, Set<OdsCode> destinations, Set<String> testChannels) {
        this.rules = rules;
        this.destinations = destinations;
        this.testChannels = testChannels;
    }

    /** @param caseload the destinations that have registered the person */
    public Routing route(SubmissionRow submission, List<OdsCode> caseload) {
        if (submission.testRecord()) {
            boolean travels = testChannels.contains(submission.channel());
            return new Routing.Excluded(
                    Exclusion.TEST_PATIENT, travels ? List.copyOf(matching(submission, caseload)) : List.of());
        }
        Set<OdsCode> matching = matching(submission, caseload);
        return matching.isEmpty()
                ? new Routing.Nowhere(codeOfNowhere(submission))
                : new Routing.To(List.copyOf(matching));
    }

    private Set<OdsCode> matching(SubmissionRow submission, List<OdsCode> caseload) {
        Set<OdsCode> matching = new TreeSet<>(caseload);
        // A destination may have left since it registered its people.
        matching.retainAll(destinations);
        receiver(submission).ifPresent(matching::add);
        for (RoutingRules.Rule rule : rules.rules()) {
            if (rule.matches(submission.sender(), submission.receivingFacility(), submission.workflow())) {
                matching.addAll(rule.to());
            }
        }
        matching.remove(submission.sender());
        return matching;
    }

    private Optional<OdsCode> receiver(SubmissionRow submission) {
        return Optional.ofNullable(rules.receivers().get(submission.receivingFacility()));
    }

    private FailureCode codeOfNowhere(SubmissionRow submission) {
        boolean named = !submission.receivingFacility().isEmpty();
        return named && receiver(submission).isEmpty() ? FailureCode.UNKNOWN_DESTINATION : FailureCode.NO_ROUTE;
    }
}
