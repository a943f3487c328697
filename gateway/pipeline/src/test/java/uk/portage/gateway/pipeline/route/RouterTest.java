package uk.portage.gateway.pipeline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
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

    private static final Router ROUTER = new Router(RULES, Set.of(TRUST, ONE, TWO), Set.of("training"));

    @Test
    void the_receiver_named_inside_gets_it() {
        assertThat(route("COUNCIL", Workflow.ADMISSION_NOTICE)).isEqualTo(new Routing.To(List.of(ONE)));
    }

    @Test
    void every_matching_rule_counts_and_each_destination_gets_it_once() {
        assertThat(route("COUNCIL", Workflow.DISCHARGE_NOTICE)).isEqualTo(new Routing.To(List.of(ONE, TWO)));
        assertThat(route("BOTH", Workflow.DISCHARGE_NOTICE)).isEqualTo(new Routing.To(List.of(ONE, TWO)));
    }

    @Test
    void whoever_cares_for_the_person_gets_it_if_it_still_has_a_mailbox() {
        assertThat(ROUTER.route(submission("COUNCIL", Workflow.DOCUMENT, false, "pas"), List.of(TWO, THREE)))
                .isEqualTo(new Routing.To(List.of(ONE, TWO)));
    }

    @Test
    void nobody_gets_back_what_he_sent() {
        assertThat(route("SELF", Workflow.DOCUMENT)).isEqualTo(new Routing.Nowhere(FailureCode.UNKNOWN_DESTINATION));
        assertThat(ROUTER.route(submission("", Workflow.DOCUMENT, false, "pas"), List.of(TRUST)))
                .isEqualTo(new Routing.Nowhere(FailureCode.NO_ROUTE));
    }

    @Test
    void a_receiver_that_nobody_knows_is_told_from_no_receiver_at_all() {
        assertThat(route("NOWHERE", Workflow.DOCUMENT)).isEqualTo(new Routing.Nowhere(FailureCode.UNKNOWN_DESTINATION));
        assertThat(route("", Workflow.DOCUMENT)).isEqualTo(new Routing.Nowhere(FailureCode.NO_ROUTE));
    }

    @Test
    void a_test_record_travels_only_from_a_test_channel_and_is_never_counted() {
        assertThat(ROUTER.route(submission("COUNCIL", Workflow.DOCUMENT, true, "pas"), List.of()))
                .isEqualTo(new Routing.Excluded(Exclusion.TEST_PATIENT, List.of()));
        assertThat(ROUTER.route(submission("COUNCIL", Workflow.DOCUMENT, true, "training"), List.of()))
                .isEqualTo(new Routing.Excluded(Exclusion.TEST_PATIENT, List.of(ONE)));
    }

    @Test
    void a_rule_without_destinations_is_refused() {
        assertThatThrownBy(() -> new RoutingRules.Rule(Optional.empty(), Optional.empty(), Set.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Routing route(String facility, Workflow workflow) {
        return ROUTER.route(submission(facility, workflow, false, "pas"), List.of());
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
