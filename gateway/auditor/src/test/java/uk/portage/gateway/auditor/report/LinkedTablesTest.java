package uk.portage.gateway.auditor.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.Rollups;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * The attack on a whole report: the days and the workflows are two tables with the same totals, and whoever has both
 * tries all pairs of tables that agree with each other and with all that is shown.
 */
class LinkedTablesTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final List<TransferStatus> STATUSES =
            List.of(TransferStatus.INTEGRATED_LATE, TransferStatus.REJECTED, TransferStatus.TECHNICAL_FAILURE);
    private static final List<Workflow> WORKFLOWS =
            List.of(Workflow.ADMISSION_NOTICE, Workflow.DISCHARGE_NOTICE, Workflow.TEST_RESULT);

    @Test
    void no_small_figure_can_be_worked_out_from_all_tables_together() {
        Random random = new Random(3);
        int attacked = 0;
        int withheld = 0;
        for (int round = 0; round < 300; round++) {
            List<RollupCell> cells = new ArrayList<>();
            int transfers = 5 + random.nextInt(60);
            for (int i = 0; i < transfers; i++) {
                cells.add(new RollupCell(
                        DAY.plusDays(random.nextInt(2 + round % 2)),
                        Optional.of(new OdsCode("RX9")),
                        Optional.of(new OdsCode("900")),
                        WORKFLOWS.get(Math.min(2, random.nextInt(7) / 3)),
                        "hl7v2",
                        Measure.STATUS,
                        STATUSES.get(Math.min(2, random.nextInt(9) / 4)).name(),
                        1));
            }
            PortabilityReport report = PortabilityReport.of(
                    RollupQuery.of(DAY, DAY.plusDays(2)),
                    CalendarUnit.DAY,
                    Instant.EPOCH,
                    5,
                    Rollups.of(cells),
                    List.of());
            PortabilityReport truth = PortabilityReport.of(
                    RollupQuery.of(DAY, DAY.plusDays(2)),
                    CalendarUnit.DAY,
                    Instant.EPOCH,
                    1,
                    Rollups.of(cells),
                    List.of());
            if (report.trend().isEmpty() || report.workflows().isEmpty()) {
                withheld++;
                continue;
            }
            List<Solution> days = solutions(
                    report.trend().stream().map(Group::figures).toList(),
                    truth.trend().stream().map(Group::figures).toList(),
                    report.total());
            List<Solution> workflows = solutions(
                    report.workflows().stream().map(Group::figures).toList(),
                    truth.workflows().stream().map(Group::figures).toList(),
                    report.total());
            attacked += attack(days, workflows) + attack(workflows, days);
        }
        assertThat(attacked).isGreaterThan(500);
        assertThat(withheld).isLessThan(60);
    }

    /** How many small figures there were; each must have two values at least. */
    private static int attack(List<Solution> own, List<Solution> others) {
        Set<List<Long>> totals = new HashSet<>();
        others.forEach(solution -> totals.add(solution.totals()));
        List<Solution> possible = own.stream()
                .filter(solution -> totals.contains(solution.totals()))
                .toList();
        Solution truth = own.get(0);
        int small = 0;
        for (int i = 0; i < truth.figures().size(); i++) {
            int place = i;
            long value = truth.figures().get(i);
            if (value > 0 && value < 5) {
                small++;
                assertThat(possible.stream()
                                .map(solution -> solution.figures().get(place))
                                .distinct())
                        .as("figure %s of %s", place, truth)
                        .hasSizeGreaterThan(1);
            }
        }
        return small;
    }

    /** The truth first, then every other table that agrees with what is shown and is near the truth. */
    private static List<Solution> solutions(List<Figures> shown, List<Figures> truth, Figures total) {
        int columns = STATUSES.size();
        long[] values = new long[truth.size() * columns];
        boolean[] hidden = new boolean[values.length];
        for (int row = 0; row < truth.size(); row++) {
            for (int column = 0; column < columns; column++) {
                TransferStatus status = STATUSES.get(column);
                values[row * columns + column] =
                        truth.get(row).of(status).value().orElseThrow();
                hidden[row * columns + column] = shown.get(row).of(status).isHidden();
            }
        }
        List<Solution> solutions = new ArrayList<>();
        search(values, hidden, values.clone(), 0, shown, total, solutions);
        Solution first = Solution.of(values, columns);
        solutions.remove(first);
        solutions.add(0, first);
        return solutions;
    }

    private static void search(
            long[] truth,
            boolean[] hidden,
            long[] guess,
            int place,
            List<Figures> shown,
            Figures total,
            List<Solution> found) {
        int columns = STATUSES.size();
        if (place > 0 && place % columns == 0) {
            int row = place / columns - 1;
            long sum = Arrays.stream(guess, row * columns, place).sum();
            if (!agrees(shown.get(row).eligible().value(), sum)) {
                return;
            }
        }
        if (place == truth.length) {
            Solution solution = Solution.of(guess, columns);
            boolean all = agrees(total.eligible().value(), solution.totals().get(columns));
            for (int column = 0; column < columns; column++) {
                all &= agrees(
                        total.of(STATUSES.get(column)).value(),
                        solution.totals().get(column));
            }
            if (all) {
                found.add(solution);
            }
            return;
        }
        long actual = truth[place];
        long from = hidden[place] ? Math.max(1, actual - 2) : actual;
        long to = hidden[place] ? actual + 2 : actual;
        for (long value = from; value <= to; value++) {
            guess[place] = value;
            search(truth, hidden, guess, place + 1, shown, total, found);
        }
        guess[place] = actual;
    }

    private static boolean agrees(OptionalLong shown, long value) {
        return shown.isPresent() ? shown.getAsLong() == value : value >= 1;
    }

    /** @param figures cell by cell, then the rows' sums; @param totals the columns' sums and the sum of all */
    private record Solution(List<Long> figures, List<Long> totals) {
        static Solution of(long[] cells, int columns) {
            List<Long> figures = new ArrayList<>(Arrays.stream(cells).boxed().toList());
            Long[] totals = new Long[columns + 1];
            Arrays.fill(totals, 0L);
            for (int row = 0; row < cells.length / columns; row++) {
                long sum = 0;
                for (int column = 0; column < columns; column++) {
                    long value = cells[row * columns + column];
                    totals[column] += value;
                    totals[columns] += value;
                    sum += value;
                }
                figures.add(sum);
            }
            return new Solution(figures, List.of(totals));
        }
    }
}
