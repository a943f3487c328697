package uk.portage.gateway.pipeline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.pipeline.withhold.Markings;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;

class RouterTest {

    private static final OdsCode TRUST = new OdsCode("RZZ");
    private static final OdsCode ONE = new OdsCode("9D1");
    private static final OdsCode TWO = new OdsCode("9D2");
    private static final OdsCode THREE = new OdsCode("9D3");

    private static final RoutingRules RULES = new RoutingRules(
            List.of(
                    new RoutingRules.Rule(
                            Optional.of(TRUST), Optional.empty(), Set.of(Workflow.DISCHARGE_NOTICE), List.of(TWO, ONE)),
                    new RoutingRules.Rule(Optional.empty(), Optional.of("BOTH"), Set.of(), List.of(ONE, TWO)),
                    new RoutingRules.Rule(Optional.empty(), Optional.of("SELF"), Set.of(), List.of(TRUST))),
            Map.of("COUNCIL", ONE));

    private static final DisclosurePolicy DISCLOSURE = new DisclosurePolicy(Set.of(TWO), Set.of(TWO));
    private static final Markings HIDDEN = new Markings(true, false);
    private static final Markings DISSENT = new Markings(false, true);
    private static final Router ROUTER = new Router(RULES, Set.of(TRUST, ONE, TWO), Set.of("training"), DISCLOSURE);

    @Test
    void the_receiver_named_inside_gets_it() {
        assertThat(route("COUNCIL", Workflow.ADMISSION_NOTICE)).isEqualTo(to(ONE));
    }

    @Test
    void every_matching_rule_counts_and_each_destination_gets_it_once() {
        assertThat(route("COUNCIL", Workflow.DISCHARGE_NOTICE)).isEqualTo(to(ONE, TWO));
        assertThat(route("BOTH", Workflow.DISCHARGE_NOTICE)).isEqualTo(to(ONE, TWO));
    }

    @Test
    void whoever_cares_for_the_person_gets_it_if_it_still_has_a_mailbox() {
        assertThat(ROUTER.route(
                        submission("COUNCIL", Workflow.DOCUMENT, false, "pas"), List.of(TWO, THREE), Markings.NONE))
                .isEqualTo(to(ONE, TWO));
    }

    @Test
    void what_was_asked_for_goes_to_who_asked_and_to_nobody_who_cares_for_the_person_or_whom_a_rule_names() {
        RoutingRules everything = new RoutingRules(
                List.of(new RoutingRules.Rule(Optional.empty(), Optional.empty(), Set.of(), List.of(TWO))),
                Map.of("request:9D1", ONE));
        Router router = new Router(everything, Set.of(ONE, TWO), Set.of(), DisclosurePolicy.NONE);
        SubmissionRow requested = submission("request:9D1", Workflow.RECORD_ON_REQUEST, false, "request.rzz");
        assertThat(router.route(requested, List.of(ONE, TWO), Markings.NONE)).isEqualTo(to(ONE));
        // Who asked is the receiver that is named: a person's dissent does not keep it from that one.
        assertThat(router.route(requested, List.of(), DISSENT)).isEqualTo(to(ONE));
        SubmissionRow ofNobody = submission("", Workflow.RECORD_ON_REQUEST, false, "request.rzz");
        assertThat(router.route(ofNobody, List.of(TWO), Markings.NONE))
                .isEqualTo(new Routing.Nowhere(FailureCode.NO_ROUTE));
    }

    @Test
    void nobody_gets_back_what_he_sent() {
        assertThat(route("SELF", Workflow.DOCUMENT)).isEqualTo(new Routing.Nowhere(FailureCode.UNKNOWN_DESTINATION));
        assertThat(ROUTER.route(submission("", Workflow.DOCUMENT, false, "pas"), List.of(TRUST), Markings.NONE))
                .isEqualTo(new Routing.Nowhere(FailureCode.NO_ROUTE));
    }

    @Test
    void a_receiver_that_nobody_knows_is_told_from_no_receiver_at_all() {
        assertThat(route("NOWHERE", Workflow.DOCUMENT)).isEqualTo(new Routing.Nowhere(FailureCode.UNKNOWN_DESTINATION));
        assertThat(route("", Workflow.DOCUMENT)).isEqualTo(new Routing.Nowhere(FailureCode.NO_ROUTE));
    }

    @Test
    void a_test_record_travels_only_from_a_test_channel_and_is_never_counted() {
        assertThat(ROUTER.route(submission("COUNCIL", Workflow.DOCUMENT, true, "pas"), List.of(), Markings.NONE))
                .isEqualTo(new Routing.Excluded(Exclusion.TEST_PATIENT, List.of()));
        assertThat(ROUTER.route(submission("COUNCIL", Workflow.DOCUMENT, true, "training"), List.of(), Markings.NONE))
                .isEqualTo(new Routing.Excluded(Exclusion.TEST_PATIENT, List.of(Recipient.ofWhole(ONE))));
    }

    @Test
    void a_hidden_location_is_told_only_to_destinations_that_are_configured_to_be_told() {
        assertThat(ROUTER.route(submission("BOTH", Workflow.DOCUMENT, false, "pas"), List.of(), HIDDEN))
                .isEqualTo(new Routing.To(
                        List.of(new Recipient(ONE, Rendering.LOCATION_WITHHELD), Recipient.ofWhole(TWO)), List.of()));
        assertThat(ROUTER.route(submission("COUNCIL", Workflow.DOCUMENT, true, "training"), List.of(), HIDDEN))
                .isEqualTo(new Routing.Excluded(
                        Exclusion.TEST_PATIENT, List.of(new Recipient(ONE, Rendering.LOCATION_WITHHELD))));
    }

    @Test
    void a_record_whose_person_refuses_to_share_it_goes_to_the_receiver_named_inside_and_to_nobody_else() {
        Router cautious = new Router(RULES, Set.of(TRUST, ONE, TWO), Set.of(), DisclosurePolicy.NONE);
        assertThat(cautious.route(submission("COUNCIL", Workflow.DOCUMENT, false, "pas"), List.of(TWO), DISSENT))
                .isEqualTo(new Routing.To(List.of(Recipient.ofWhole(ONE)), List.of(TWO)));
        assertThat(cautious.route(submission("BOTH", Workflow.DOCUMENT, false, "pas"), List.of(), DISSENT))
                .isEqualTo(new Routing.To(List.of(), List.of(ONE, TWO)));
        assertThat(ROUTER.route(submission("BOTH", Workflow.DOCUMENT, false, "pas"), List.of(), DISSENT))
                .as("unless an operator has configured otherwise")
                .isEqualTo(new Routing.To(List.of(Recipient.ofWhole(TWO)), List.of(ONE)));
    }

    @Test
    void a_rule_without_destinations_is_refused() {
        assertThatThrownBy(() -> new RoutingRules.Rule(Optional.empty(), Optional.empty(), Set.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Routing to(OdsCode... destinations) {
        return new Routing.To(Stream.of(destinations).map(Recipient::ofWhole).toList(), List.of());
    }

    private static Routing route(String facility, Workflow workflow) {
        return ROUTER.route(submission(facility, workflow, false, "pas"), List.of(), Markings.NONE);
    }

    private static SubmissionRow submission(String facility, Workflow workflow, boolean test, String channel) {
        return new SubmissionRow(
                new SubmissionId(new UUID(1, 1)),
                TRUST,
                channel,
                "toy",
                "TOY",
                workflow,
                facility,
                Optional.empty(),
                Instant.EPOCH,
                test,
                new OrderingKey("key"),
                Sha256.of(new byte[0]),
                0);
    }
}
