package uk.portage.gateway.pipeline.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.pipeline.withhold.Markings;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;

/** Applies the rules: to the receiver named inside, by rule, and to whoever cares for the person. Pure. */
public final class Router {

    private final RoutingRules rules;
    private final Set<OdsCode> destinations;
    private final Set<String> testChannels;
    private final DisclosurePolicy disclosure;

    /**
     * @param destinations those that have a mailbox
     * @param testChannels channels whose training and debugging records travel on
     */
    public Router(
            RoutingRules rules, Set<OdsCode> destinations, Set<String> testChannels, DisclosurePolicy disclosure) {
        this.rules = rules;
        this.destinations = destinations;
        this.testChannels = testChannels;
        this.disclosure = disclosure;
    }

    /**
     * @param caseload the destinations that have registered the person
     * @param markings what the record asks to withhold
     */
    public Routing route(SubmissionRow submission, List<OdsCode> caseload, Markings markings) {
        if (submission.testRecord()) {
            boolean travels = testChannels.contains(submission.channel());
            return new Routing.Excluded(
                    Exclusion.TEST_PATIENT,
                    travels
                            ? permitted(submission, matching(submission, caseload), markings)
                                    .recipients()
                            : List.of());
        }
        Set<OdsCode> matching = matching(submission, caseload);
        return matching.isEmpty()
                ? new Routing.Nowhere(codeOfNowhere(submission))
                : permitted(submission, matching, markings);
    }

    private Routing.To permitted(SubmissionRow submission, Set<OdsCode> matching, Markings markings) {
        Optional<OdsCode> named = receiver(submission);
        List<Recipient> recipients = new ArrayList<>(matching.size());
        List<OdsCode> withheldFrom = new ArrayList<>(0);
        for (OdsCode destination : matching) {
            if (disclosure.permits(destination, named.equals(Optional.of(destination)), markings)) {
                recipients.add(new Recipient(destination, disclosure.rendering(destination, markings)));
            } else {
                withheldFrom.add(destination);
            }
        }
        return new Routing.To(recipients, withheldFrom);
    }

    private Set<OdsCode> matching(SubmissionRow submission, List<OdsCode> caseload) {
        if (submission.workflow() == Workflow.RECORD_ON_REQUEST) {
            // It is for who asked, and nobody else is to know that anybody did.
            Set<OdsCode> asker = new TreeSet<>();
            receiver(submission).filter(to -> !to.equals(submission.sender())).ifPresent(asker::add);
            return asker;
        }
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
        return rules.receiver(submission.receivingFacility(), destinations);
    }

    private FailureCode codeOfNowhere(SubmissionRow submission) {
        boolean named = !submission.receivingFacility().isEmpty();
        return named && receiver(submission).isEmpty() ? FailureCode.UNKNOWN_DESTINATION : FailureCode.NO_ROUTE;
    }
}
