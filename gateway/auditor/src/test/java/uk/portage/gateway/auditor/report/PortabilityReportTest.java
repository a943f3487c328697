package uk.portage.gateway.auditor.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.LatencyBuckets;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.Milestone;
import uk.portage.gateway.ledger.OpenTransfer;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.Rollups;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

class PortabilityReportTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Optional<OdsCode> TRUST = Optional.of(new OdsCode("RX9"));
    private static final Optional<OdsCode> COUNCIL = Optional.of(new OdsCode("900"));

    private final List<RollupCell> cells = new ArrayList<>();
    private final List<OpenTransfer> open = new ArrayList<>();

    @Test
    void divides_portable_by_everything_but_the_excluded() {
        status(TransferStatus.INTEGRATED_ON_TIME, 60);
        count(Measure.PORTABLE, "", 50);
        status(TransferStatus.INTEGRATED_LATE, 10);
        status(TransferStatus.DELIVERED_NOT_INTEGRATED, 8);
        status(TransferStatus.REJECTED, 7);
        status(TransferStatus.TECHNICAL_FAILURE, 6);
        status(TransferStatus.UNCLASSIFIED, 0);
        status(TransferStatus.OPEN, 9);
        status(TransferStatus.EXCLUDED, 20);

        PortabilityReport report = report(5);

        assertThat(report.total().eligible()).isEqualTo(Count.shown(100));
        assertThat(report.total().portable()).isEqualTo(Count.shown(50));
        Portability portability = report.total().portability().orElseThrow();
        assertThat(portability.share()).isEqualTo(0.5);
        // By hand: 0.5 -+ 1.959964 * sqrt(0.0025 + 0.0000960365) / 1.0384146.
        assertThat(portability.interval().low()).isCloseTo(0.403832, within(1e-6));
        assertThat(portability.interval().high()).isCloseTo(0.596168, within(1e-6));
    }

    @Test
    void is_provisional_while_a_transfer_is_open() {
        status(TransferStatus.INTEGRATED_ON_TIME, 10);
        count(Measure.PORTABLE, "", 10);
        assertThat(report(5).provisional()).isFalse();

        status(TransferStatus.OPEN, 10);
        PortabilityReport report = report(5);
        assertThat(report.provisional()).isTrue();
        assertThat(report.total().of(TransferStatus.OPEN)).isEqualTo(Count.shown(10));
        assertThat(report.total().portability().orElseThrow().share()).isEqualTo(0.5);
    }

    @Test
    void its_statuses_add_up_to_all_transfers() {
        for (TransferStatus status : TransferStatus.values()) {
            status(status, 10 + status.name().length());
        }
        long all = Arrays.stream(TransferStatus.values())
                .mapToLong(status -> 10 + status.name().length())
                .sum();

        Figures total = report(5).total();

        long sum = Arrays.stream(TransferStatus.values())
                .mapToLong(status -> total.of(status).value().orElseThrow())
                .sum();
        assertThat(sum).isEqualTo(all);
        assertThat(total.eligible().value().orElseThrow()
                        + total.of(TransferStatus.EXCLUDED).value().orElseThrow())
                .isEqualTo(all);
    }

    @Test
    void adds_and_takes_away_as_the_ledger_did() {
        status(TransferStatus.OPEN, 12);
        status(TransferStatus.OPEN, -12);
        status(TransferStatus.INTEGRATED_ON_TIME, 12);
        count(Measure.PORTABLE, "", 12);

        PortabilityReport report = report(5);

        assertThat(report.provisional()).isFalse();
        assertThat(report.total().eligible()).isEqualTo(Count.shown(12));
    }

    @Test
    void has_no_share_when_nothing_is_eligible() {
        status(TransferStatus.EXCLUDED, 6);

        PortabilityReport report = report(5);

        assertThat(report.isEmpty()).isFalse();
        assertThat(report.total().eligible()).isEqualTo(Count.shown(0));
        assertThat(report.total().portability()).isEmpty();
    }

    @Test
    void is_empty_without_transfers() {
        PortabilityReport report = report(5);

        assertThat(report.isEmpty()).isTrue();
        assertThat(report.trend()).isEmpty();
        assertThat(report.pairs()).isEmpty();
    }

    @Test
    void breaks_down_by_day_pair_workflow_and_format() {
        cell(DAY, COUNCIL, Workflow.DISCHARGE_NOTICE, Measure.STATUS, "INTEGRATED_ON_TIME", 30);
        cell(DAY, COUNCIL, Workflow.DISCHARGE_NOTICE, Measure.PORTABLE, "", 30);
        cell(DAY.plusDays(1), Optional.empty(), Workflow.TEST_RESULT, Measure.STATUS, "TECHNICAL_FAILURE", 10);

        PortabilityReport report = report(5);

        assertThat(report.trend()).extracting(Group::key).containsExactly(DAY, DAY.plusDays(1));
        assertThat(report.pairs())
                .extracting(Group::key)
                .containsExactly(Pair.of(TRUST, Optional.empty()), Pair.of(TRUST, COUNCIL));
        assertThat(report.workflows())
                .extracting(Group::key)
                .containsExactly(Workflow.DISCHARGE_NOTICE, Workflow.TEST_RESULT);
        assertThat(report.workflows()
                        .get(0)
                        .figures()
                        .portability()
                        .orElseThrow()
                        .share())
                .isEqualTo(1);
        assertThat(report.workflows()
                        .get(1)
                        .figures()
                        .portability()
                        .orElseThrow()
                        .share())
                .isEqualTo(0);
        assertThat(report.formats()).extracting(Group::key).containsExactly("hl7v2");
        assertThat(report.total().portability().orElseThrow().share()).isEqualTo(0.75);
    }

    @Test
    void censors_what_was_not_integrated_instead_of_leaving_it_out() {
        status(TransferStatus.INTEGRATED_ON_TIME, 60);
        status(TransferStatus.REJECTED, 40);
        int hour = LatencyBuckets.of(Duration.ofMinutes(50));
        count(Measure.INTEGRATED_AFTER, Integer.toString(hour), 60);
        count(Measure.CENSORED_AFTER, Integer.toString(LatencyBuckets.of(Duration.ofDays(5))), 40);

        Times times = report(5).total().times().orElseThrow();

        assertThat(times.p50()).contains(LatencyBuckets.upperBound(hour));
        assertThat(times.p90()).isEmpty();
        assertThat(times.p99()).isEmpty();
    }

    @Test
    void censors_an_open_transfer_at_its_age() {
        // 10 open for two minutes, then 5 of the other 10 within the hour, 5 never: half of those still watched.
        status(TransferStatus.OPEN, 10);
        status(TransferStatus.INTEGRATED_ON_TIME, 5);
        status(TransferStatus.REJECTED, 5);
        int hour = LatencyBuckets.of(Duration.ofMinutes(50));
        count(Measure.INTEGRATED_AFTER, Integer.toString(hour), 5);
        count(Measure.CENSORED_AFTER, Integer.toString(LatencyBuckets.of(Duration.ofDays(5))), 5);
        for (int i = 0; i < 10; i++) {
            open.add(new OpenTransfer(DAY, TRUST, COUNCIL, Workflow.DISCHARGE_NOTICE, "hl7v2", NOW.minusSeconds(120)));
        }

        Times times = report(5).total().times().orElseThrow();

        assertThat(times.p50()).contains(LatencyBuckets.upperBound(hour));
        assertThat(times.p90()).isEmpty();
    }

    @Test
    void does_not_say_when_the_only_transfer_was_integrated() {
        status(TransferStatus.INTEGRATED_ON_TIME, 1);
        status(TransferStatus.TECHNICAL_FAILURE, 20);
        count(Measure.INTEGRATED_AFTER, "20", 1);

        assertThat(report(5).total().times()).isEmpty();
        assertThat(report(1).total().times()).isPresent();
    }

    @Test
    void hides_a_small_status_and_another_with_it() {
        status(TransferStatus.INTEGRATED_ON_TIME, 90);
        count(Measure.PORTABLE, "", 90);
        status(TransferStatus.REJECTED, 2);
        status(TransferStatus.INTEGRATED_LATE, 8);

        Figures total = report(5).total();

        assertThat(total.of(TransferStatus.REJECTED).isHidden()).isTrue();
        assertThat(total.of(TransferStatus.INTEGRATED_LATE).isHidden()).isTrue();
        assertThat(total.eligible()).isEqualTo(Count.shown(100));
        assertThat(total.portability().orElseThrow().share()).isEqualTo(0.9);
    }

    @Test
    void hides_everything_about_three_transfers() {
        status(TransferStatus.INTEGRATED_ON_TIME, 3);
        count(Measure.PORTABLE, "", 3);
        for (Milestone milestone : Milestone.values()) {
            count(Measure.REACHED, milestone.name(), 3);
        }

        PortabilityReport report = report(5);

        assertThat(report.isEmpty()).isFalse();
        assertThat(report.total().eligible().isHidden()).isTrue();
        assertThat(report.total().portable().isHidden()).isTrue();
        assertThat(report.total().portability()).isEmpty();
        assertThat(report.funnel()).allMatch(step -> step.count().isHidden());
    }

    @Test
    void a_shown_group_does_not_give_the_hidden_one_away() {
        cell(DAY, COUNCIL, Workflow.DISCHARGE_NOTICE, Measure.STATUS, "INTEGRATED_LATE", 2);
        cell(DAY.plusDays(1), COUNCIL, Workflow.DISCHARGE_NOTICE, Measure.STATUS, "INTEGRATED_LATE", 20);
        cell(DAY.plusDays(2), COUNCIL, Workflow.DISCHARGE_NOTICE, Measure.STATUS, "INTEGRATED_LATE", 30);

        PortabilityReport report = report(5);

        assertThat(report.total().eligible()).isEqualTo(Count.shown(52));
        assertThat(report.trend())
                .extracting(day -> day.figures().eligible().isHidden())
                .containsExactly(true, true, false);
    }

    @Test
    void the_funnel_has_no_small_steps() {
        status(TransferStatus.TECHNICAL_FAILURE, 98);
        count(Measure.REACHED, "OBLIGED", 98);
        count(Measure.REACHED, "ROUTED", 96);
        count(Measure.REACHED, "OFFERED", 90);
        count(Measure.REACHED, "COLLECTED", 90);
        count(Measure.REACHED, "ACKNOWLEDGED", 3);

        List<Step> funnel = report(5).funnel();

        assertThat(funnel).extracting(Step::milestone).containsExactly(Milestone.values());
        assertThat(funnel.stream().map(Step::count).toList())
                .containsExactly(
                        Count.shown(98),
                        Count.HIDDEN,
                        Count.shown(90),
                        Count.shown(90),
                        Count.HIDDEN,
                        Count.shown(0),
                        Count.shown(0));
    }

    @Test
    void lists_failures_losses_exclusions_and_restatements() {
        status(TransferStatus.REJECTED, 9);
        status(TransferStatus.EXCLUDED, 12);
        count(Measure.FAILURE, "REJECTED", 9);
        count(Measure.FAILURE, "NO_ROUTE", 30);
        count(Measure.LOSS, "TEXT_ONLY", 44);
        count(Measure.EXCLUSION, "TEST_PATIENT", 12);
        count(Measure.RESTATED, "", 6);

        PortabilityReport report = report(5);

        assertThat(report.failures())
                .containsExactly(
                        new Reason<>(FailureCode.NO_ROUTE, Count.shown(30)),
                        new Reason<>(FailureCode.REJECTED, Count.shown(9)));
        assertThat(report.losses()).containsExactly(new Reason<>(LossKind.TEXT_ONLY, Count.shown(44)));
        assertThat(report.exclusions()).containsExactly(new Reason<>(Exclusion.TEST_PATIENT, Count.shown(12)));
        assertThat(report.restated()).isEqualTo(Count.shown(6));
    }

    @Test
    void shows_the_smallest_pairs_together() {
        for (int i = 0; i < PortabilityReport.MOST_PAIRS + 20; i++) {
            Optional<OdsCode> recipient = Optional.of(new OdsCode("L" + (1000 + i)));
            cell(DAY, recipient, Workflow.DISCHARGE_NOTICE, Measure.STATUS, "INTEGRATED_LATE", 10 + i);
        }

        List<Group<Pair>> pairs = report(5).pairs();

        assertThat(pairs).hasSize(PortabilityReport.MOST_PAIRS + 1);
        Group<Pair> last = pairs.get(PortabilityReport.MOST_PAIRS);
        assertThat(last.key()).isEqualTo(Pair.OTHERS);
        // 10 + 11 + ... + 29
        assertThat(last.figures().eligible()).isEqualTo(Count.shown(390));
    }

    private PortabilityReport report(int smallestShown) {
        return PortabilityReport.of(
                RollupQuery.of(DAY, DAY.plusDays(2)), CalendarUnit.DAY, NOW, smallestShown, Rollups.of(cells), open);
    }

    private void status(TransferStatus status, long amount) {
        count(Measure.STATUS, status.name(), amount);
    }

    private void count(Measure measure, String detail, long amount) {
        cell(DAY, COUNCIL, Workflow.DISCHARGE_NOTICE, measure, detail, amount);
    }

    private void cell(
            LocalDate day,
            Optional<OdsCode> recipient,
            Workflow workflow,
            Measure measure,
            String detail,
            long amount) {
        cells.add(new RollupCell(day, TRUST, recipient, workflow, "hl7v2", measure, detail, amount));
    }
}
