package uk.portage.gateway.auditor.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.Milestone;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.Rollups;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

/** The attack on the headline and the funnel together: they count the same transfers. */
class FunnelAttackTest {

    private static final int SMALLEST = 3;
    private static final List<TransferStatus> STATUSES = List.of(
            TransferStatus.INTEGRATED_ON_TIME,
            TransferStatus.INTEGRATED_LATE,
            TransferStatus.REJECTED,
            TransferStatus.TECHNICAL_FAILURE);
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    /**
     * All ways in which up to eight transfers can have ended: portable, on time but not portable, late, and rejected after
     * being collected, or failed before being routed. Whoever knows what is shown tries all that agree with it.
     */
    @Test
    void nothing_small_can_be_worked_out_from_headline_funnel_and_curve() {
        List<long[]> all = new ArrayList<>();
        for (int transfers = 1; transfers <= 9; transfers++) {
            split(new long[5], 0, transfers, all);
        }
        int attacked = 0;
        int curves = 0;
        for (long[] truth : all) {
            if (Arrays.stream(truth).sum() > 8) {
                continue;
            }
            PortabilityReport report = report(truth, SMALLEST);
            List<OptionalLong> shown = shown(report);
            List<long[]> possible = all.stream()
                    .filter(ends -> agrees(shown, ends))
                    .filter(ends -> report.waiting()
                            .map(curve -> curve.equals(waiting(ends)))
                            .orElse(true))
                    .toList();
            curves += report.waiting().isPresent() ? 1 : 0;
            for (int end = 0; end < truth.length; end++) {
                int place = end;
                if (truth[end] > 0 && truth[end] < SMALLEST) {
                    attacked++;
                    assertThat(possible.stream().map(ends -> ends[place]).distinct())
                            .as("end %s of %s, shown %s", place, Arrays.toString(truth), shown)
                            .hasSizeGreaterThan(1);
                }
            }
        }
        assertThat(attacked).isGreaterThan(500);
        assertThat(curves).isGreaterThan(200);
    }

    @Test
    void the_steps_that_the_headline_has_too_are_shown_exactly_if_it_shows_them() {
        PortabilityReport report = report(new long[] {90, 2, 8, 0, 20}, 5);

        assertThat(report.total().portable()).isEqualTo(Count.shown(90));
        assertThat(step(report, Milestone.PORTABLE)).isEqualTo(Count.shown(90));
        assertThat(step(report, Milestone.ON_TIME)).isEqualTo(Count.HIDDEN);
        assertThat(step(report, Milestone.ACKNOWLEDGED)).isEqualTo(Count.HIDDEN);
        assertThat(step(report, Milestone.OBLIGED)).isEqualTo(Count.shown(120));
    }

    private static Count step(PortabilityReport report, Milestone milestone) {
        return report.funnel().get(milestone.ordinal()).count();
    }

    private static void split(long[] ends, int place, long left, List<long[]> found) {
        if (place == ends.length - 1) {
            ends[place] = left;
            found.add(ends.clone());
            return;
        }
        for (long value = 0; value <= left; value++) {
            ends[place] = value;
            split(ends, place + 1, left - value, found);
        }
    }

    /** What is shown: the headline's figures, then the funnel's. */
    private static List<OptionalLong> shown(PortabilityReport report) {
        List<OptionalLong> shown = new ArrayList<>();
        shown.add(report.total().eligible().value());
        shown.add(report.total().portable().value());
        STATUSES.forEach(status -> shown.add(report.total().of(status).value()));
        report.funnel().forEach(step -> shown.add(step.count().value()));
        return shown;
    }

    /** True if what is shown is as it would be, and what is hidden would be at least 1. */
    private static boolean agrees(List<OptionalLong> shown, long[] ends) {
        long onTime = ends[0] + ends[1];
        long acknowledged = onTime + ends[2];
        long collected = acknowledged + ends[3];
        long all = collected + ends[4];
        long[] values = {
            all,
            ends[0],
            onTime,
            ends[2],
            ends[3],
            ends[4],
            all,
            collected,
            collected,
            collected,
            acknowledged,
            onTime,
            ends[0]
        };
        for (int i = 0; i < values.length; i++) {
            if (shown.get(i).isPresent() ? shown.get(i).getAsLong() != values[i] : values[i] < 1) {
                return false;
            }
        }
        return true;
    }

    private static WaitingCurve waiting(long[] ends) {
        long[] integrated = new long[100];
        long[] censored = new long[100];
        integrated[20] = ends[0] + ends[1] + ends[2];
        censored[60] = ends[3] + ends[4];
        return WaitingCurve.of(integrated, censored, SMALLEST);
    }

    private static PortabilityReport report(long[] ends, int smallestShown) {
        long onTime = ends[0] + ends[1];
        long acknowledged = onTime + ends[2];
        long collected = acknowledged + ends[3];
        List<RollupCell> cells = new ArrayList<>();
        cells.add(cell(Measure.STATUS, TransferStatus.INTEGRATED_ON_TIME.name(), onTime));
        cells.add(cell(Measure.STATUS, TransferStatus.INTEGRATED_LATE.name(), ends[2]));
        cells.add(cell(Measure.STATUS, TransferStatus.REJECTED.name(), ends[3]));
        cells.add(cell(Measure.STATUS, TransferStatus.TECHNICAL_FAILURE.name(), ends[4]));
        cells.add(cell(Measure.PORTABLE, "", ends[0]));
        cells.add(cell(Measure.INTEGRATED_AFTER, "20", acknowledged));
        cells.add(cell(Measure.CENSORED_AFTER, "60", ends[3] + ends[4]));
        cells.add(cell(Measure.REACHED, Milestone.OBLIGED.name(), collected + ends[4]));
        cells.add(cell(Measure.REACHED, Milestone.ROUTED.name(), collected));
        cells.add(cell(Measure.REACHED, Milestone.OFFERED.name(), collected));
        cells.add(cell(Measure.REACHED, Milestone.COLLECTED.name(), collected));
        cells.add(cell(Measure.REACHED, Milestone.ACKNOWLEDGED.name(), acknowledged));
        cells.add(cell(Measure.REACHED, Milestone.ON_TIME.name(), onTime));
        cells.add(cell(Measure.REACHED, Milestone.PORTABLE.name(), ends[0]));
        return PortabilityReport.of(
                RollupQuery.of(DAY, DAY), CalendarUnit.DAY, Instant.EPOCH, smallestShown, Rollups.of(cells), List.of());
    }

    private static RollupCell cell(Measure measure, String detail, long amount) {
        return new RollupCell(
                DAY,
                Optional.of(new OdsCode("RX9")),
                Optional.of(new OdsCode("900")),
                Workflow.DISCHARGE_NOTICE,
                "hl7v2",
                measure,
                detail,
                amount);
    }
}
