package uk.portage.gateway.auditor.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.LatencyBuckets;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.ledger.Rollups;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

/** What of a month the public may see, and the attack on it: from rows to totals and back. */
class MonthOfFlowsTest {

    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final LocalDate DAY = OCTOBER.atDay(7);
    private static final List<TransferStatus> STATUSES =
            List.of(TransferStatus.INTEGRATED_LATE, TransferStatus.REJECTED, TransferStatus.TECHNICAL_FAILURE);

    @Test
    void a_pair_has_a_row_for_each_workflow_and_one_for_all() {
        List<RollupCell> cells = new ArrayList<>();
        status(cells, "900", Workflow.TEST_RESULT, TransferStatus.INTEGRATED_ON_TIME, 20);
        cells.add(cell("900", Workflow.TEST_RESULT, Measure.PORTABLE, "", 12));
        cells.add(cell("900", Workflow.TEST_RESULT, Measure.INTEGRATED_AFTER, bucketOf(90), 20));
        status(cells, "900", Workflow.DISCHARGE_NOTICE, TransferStatus.REJECTED, 10);
        cells.add(cell("900", Workflow.DISCHARGE_NOTICE, Measure.CENSORED_AFTER, bucketOf(6_000), 10));
        status(cells, "901", Workflow.TEST_RESULT, TransferStatus.EXCLUDED, 9);

        List<Flow> flows = published(cells);

        assertThat(flows).hasSize(3).allMatch(flow -> flow.recipient().equals(Optional.of(new OdsCode("900"))));
        Flow all = flows.get(0);
        assertThat(all.workflow()).isEmpty();
        assertThat(all.eligible().value()).hasValue(30);
        assertThat(all.portable().value()).hasValue(12);
        assertThat(all.onTimeNotPortable().value()).hasValue(8);
        assertThat(all.of(TransferStatus.REJECTED).value()).hasValue(10);
        assertThat(all.of(TransferStatus.INTEGRATED_LATE).value()).hasValue(0);
        assertThat(all.portability().orElseThrow().share()).isEqualTo(0.4);
        // 90 minutes: whole hours, rounded up; two of three were integrated.
        assertThat(all.medianHours()).hasValue(2);
        assertThat(all.p95Hours()).isEmpty();
        assertThat(flows.stream().map(Flow::workflow))
                .contains(Optional.of(Workflow.TEST_RESULT), Optional.of(Workflow.DISCHARGE_NOTICE));
    }

    @Test
    void times_are_not_said_where_how_many_were_integrated_is_hidden() {
        List<RollupCell> cells = new ArrayList<>();
        status(cells, "900", Workflow.TEST_RESULT, TransferStatus.INTEGRATED_LATE, 30);
        status(cells, "900", Workflow.TEST_RESULT, TransferStatus.INTEGRATED_ON_TIME, 3);
        cells.add(cell("900", Workflow.TEST_RESULT, Measure.PORTABLE, "", 3));
        cells.add(cell("900", Workflow.TEST_RESULT, Measure.INTEGRATED_AFTER, bucketOf(90), 33));
        status(cells, "900", Workflow.TEST_RESULT, TransferStatus.REJECTED, 20);
        cells.add(cell("900", Workflow.TEST_RESULT, Measure.CENSORED_AFTER, bucketOf(6_000), 20));

        Flow all = published(cells).get(0);

        assertThat(all.eligible().value()).hasValue(53);
        assertThat(all.portable().isHidden()).isTrue();
        assertThat(all.medianHours()).isEmpty();
    }

    @Test
    void a_month_in_which_a_transfer_is_open_is_not_published() {
        List<RollupCell> cells = new ArrayList<>();
        status(cells, "900", Workflow.TEST_RESULT, TransferStatus.INTEGRATED_ON_TIME, 20);
        status(cells, "901", Workflow.TEST_RESULT, TransferStatus.OPEN, 1);
        MonthOfFlows month = new MonthOfFlows(OCTOBER);
        month.add(Rollups.of(cells));

        assertThat(month.published(5)).isEmpty();
    }

    @Test
    void no_small_figure_can_be_worked_out_from_the_rows_of_a_pair_and_its_total() {
        Random random = new Random(11);
        int attacked = 0;
        int cut = 0;
        for (int round = 0; round < 400; round++) {
            List<RollupCell> cells = new ArrayList<>();
            int transfers = 5 + random.nextInt(50);
            for (int i = 0; i < transfers; i++) {
                Workflow workflow = List.of(Workflow.TEST_RESULT, Workflow.DISCHARGE_NOTICE, Workflow.ADMISSION_NOTICE)
                        .get(Math.min(1 + round % 2, random.nextInt(7) / 3));
                status(cells, "900", workflow, STATUSES.get(Math.min(2, random.nextInt(9) / 4)), 1);
            }
            MonthOfFlows month = new MonthOfFlows(OCTOBER);
            month.add(Rollups.of(cells));
            List<Flow> shown = month.published(5).orElseThrow();
            List<Flow> truth = month.published(1).orElseThrow();
            if (shown.size() == truth.size()) {
                cut++;
                attacked += attack(shown, truth);
            } else {
                assertThat(shown).hasSize(1);
                attacked += attack(shown, truth.subList(0, 1));
            }
        }
        assertThat(attacked).isGreaterThan(1_000);
        assertThat(cut).isGreaterThan(250);
    }

    /** How many small figures there were; of each, two values at least must agree with all that is shown. */
    private static int attack(List<Flow> shown, List<Flow> truth) {
        long[][] values = figures(truth);
        boolean[][] hidden = new boolean[values.length][];
        for (int row = 0; row < values.length; row++) {
            hidden[row] = hidden(shown.get(row));
        }
        List<long[][]> possible = new ArrayList<>();
        search(
                values,
                hidden,
                new long[values.length][STATUSES.size() + 1],
                Math.min(1, values.length - 1),
                0,
                possible);
        int small = 0;
        for (int row = 0; row < values.length; row++) {
            for (int column = 0; column <= STATUSES.size(); column++) {
                if (values[row][column] > 0 && values[row][column] < 5) {
                    small++;
                    Set<Long> seen = new HashSet<>();
                    for (long[][] table : possible) {
                        seen.add(table[row][column]);
                    }
                    assertThat(hidden[row][column]).isTrue();
                    assertThat(seen).as("row %s column %s", row, column).hasSizeGreaterThan(1);
                }
            }
        }
        return small;
    }

    /** Every table near the truth that agrees with what is shown; rows from 1 on are workflows, row 0 is their sum. */
    private static void search(
            long[][] truth, boolean[][] hidden, long[][] guess, int row, int column, List<long[][]> found) {
        if (row == truth.length) {
            addIfItAgrees(truth, hidden, guess, found);
            return;
        }
        if (column == STATUSES.size()) {
            long sum = sum(guess[row]);
            guess[row][column] = sum;
            if (hidden[row][column] ? sum >= 1 : sum == truth[row][column]) {
                search(truth, hidden, guess, row + 1, 0, found);
            }
            guess[row][column] = 0;
            return;
        }
        long actual = truth[row][column];
        long from = hidden[row][column] ? Math.max(1, actual - 2) : actual;
        long to = hidden[row][column] ? actual + 2 : actual;
        for (long value = from; value <= to; value++) {
            guess[row][column] = value;
            search(truth, hidden, guess, row, column + 1, found);
        }
        guess[row][column] = 0;
    }

    private static void addIfItAgrees(long[][] truth, boolean[][] hidden, long[][] guess, List<long[][]> found) {
        long[][] table = new long[guess.length][];
        for (int row = 0; row < guess.length; row++) {
            table[row] = guess[row].clone();
        }
        if (truth.length > 1) {
            for (int column = 0; column <= STATUSES.size(); column++) {
                table[0][column] = 0;
                for (int row = 1; row < truth.length; row++) {
                    table[0][column] += guess[row][column];
                }
                if (hidden[0][column] ? table[0][column] < 1 : table[0][column] != truth[0][column]) {
                    return;
                }
            }
        }
        found.add(table);
    }

    private static long sum(long[] row) {
        long sum = 0;
        for (int column = 0; column < STATUSES.size(); column++) {
            sum += row[column];
        }
        return sum;
    }

    private static long[][] figures(List<Flow> flows) {
        long[][] figures = new long[flows.size()][STATUSES.size() + 1];
        for (int row = 0; row < flows.size(); row++) {
            for (int column = 0; column < STATUSES.size(); column++) {
                figures[row][column] =
                        flows.get(row).of(STATUSES.get(column)).value().orElseThrow();
            }
            figures[row][STATUSES.size()] = flows.get(row).eligible().value().orElseThrow();
        }
        return figures;
    }

    private static boolean[] hidden(Flow flow) {
        boolean[] hidden = new boolean[STATUSES.size() + 1];
        for (int column = 0; column < STATUSES.size(); column++) {
            hidden[column] = flow.of(STATUSES.get(column)).isHidden();
        }
        hidden[STATUSES.size()] = flow.eligible().isHidden();
        return hidden;
    }

    private static List<Flow> published(List<RollupCell> cells) {
        MonthOfFlows month = new MonthOfFlows(OCTOBER);
        month.add(Rollups.of(cells));
        return month.published(5).orElseThrow();
    }

    private static void status(
            List<RollupCell> cells, String recipient, Workflow workflow, TransferStatus status, long amount) {
        cells.add(cell(recipient, workflow, Measure.STATUS, status.name(), amount));
    }

    private static RollupCell cell(String recipient, Workflow workflow, Measure measure, String detail, long amount) {
        return new RollupCell(
                DAY,
                Optional.of(new OdsCode("RX9")),
                Optional.of(new OdsCode(recipient)),
                workflow,
                "hl7v2",
                measure,
                detail,
                amount);
    }

    private static String bucketOf(long minutes) {
        return Integer.toString(LatencyBuckets.of(Duration.ofMinutes(minutes)));
    }
}
