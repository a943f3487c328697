package uk.portage.gateway.auditor.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinkedTableTest {

    private static final int SMALLEST = 5;

    @Test
    void hides_nothing_if_nothing_is_small() {
        boolean[][] hidden = hide(new long[][] {{5, 0, 12}, {7, 9, 0}}).orElseThrow();

        assertThat(Arrays.asList(hidden)).allSatisfy(row -> assertThat(row).containsOnly(false));
    }

    @Test
    void hides_a_partner_in_the_row_and_in_the_column() {
        boolean[][] hidden =
                hide(new long[][] {{3, 20, 30}, {40, 10, 50}, {60, 70, 80}}).orElseThrow();

        assertThat(hidden[0]).containsExactly(true, true, false, false);
        assertThat(hidden[1]).containsExactly(true, true, false, false);
        assertThat(hidden[2]).containsExactly(false, false, false, false);
    }

    @Test
    void hides_a_total_and_another_one() {
        boolean[][] hidden = hide(new long[][] {{2}, {20}, {30}}).orElseThrow();

        assertThat(hidden[0]).containsExactly(true, true);
        assertThat(hidden[1]).containsExactly(true, true);
        assertThat(hidden[2]).containsExactly(false, false);
    }

    @Test
    void does_not_give_away_the_totals_of_the_columns() {
        // 2 and 9 are hidden above: so something is hidden in both columns here, although no cell is small.
        boolean[][] hidden = hide(new long[][] {{0, 9, 20}, {2, 0, 20}}).orElseThrow();

        assertThat(hidden[0]).containsExactly(false, true, true, false);
        assertThat(hidden[1]).containsExactly(true, false, true, false);
    }

    @Test
    void shows_nothing_of_a_few_transfers() {
        assertThat(hide(new long[][] {{1, 0}, {0, 2}})).isEmpty();
    }

    @Test
    void shows_nothing_if_every_transfer_stands_alone() {
        // Each row is one transfer: that there are 10 rows and 10 transfers says it all.
        long[][] cells = new long[10][1];
        for (long[] row : cells) {
            row[0] = 1;
        }
        assertThat(hide(cells)).isEmpty();
    }

    @Test
    void leaves_zeros_in_sight() {
        boolean[][] hidden =
                hide(new long[][] {{0, 1, 9}, {0, 8, 0}, {0, 0, 3}}).orElseThrow();

        assertThat(hidden[0][0]).isFalse();
        assertThat(hidden[1][2]).isFalse();
    }

    @Test
    void protects_a_large_table_in_time() {
        Random random = new Random(2);
        long[][] cells = new long[301][8];
        for (long[] row : cells) {
            for (int column = 0; column < row.length; column++) {
                row[column] = random.nextInt(2) == 0 ? 0 : (long) Math.exp(random.nextDouble() * 5);
            }
        }
        long start = System.nanoTime();

        assertThat(hide(cells)).isPresent();
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(10_000);
    }

    /** The attack: whoever knows all that is shown tries every table that agrees with it. */
    @Test
    void no_small_figure_can_be_worked_out_by_trying_every_table() {
        Random random = new Random(1);
        int attacked = 0;
        for (int round = 0; round < 600; round++) {
            long[][] cells = new long[1 + random.nextInt(3)][1 + random.nextInt(3)];
            for (long[] row : cells) {
                for (int column = 0; column < row.length; column++) {
                    row[column] = random.nextInt(3) == 0 ? 0 : random.nextInt(9);
                }
            }
            Optional<boolean[][]> hidden = hide(cells);
            if (hidden.isPresent()) {
                boolean[][] all = Arrays.copyOf(hidden.get(), cells.length + 1);
                all[cells.length] = totals(cells);
                attacked += Attack.on(cells, all).assertNothingSmallIsCertain(SMALLEST);
            }
        }
        assertThat(attacked).isGreaterThan(500);
    }

    private static Optional<boolean[][]> hide(long[][] cells) {
        return LinkedTable.hide(cells, equal(cells[0].length), totals(cells), SMALLEST);
    }

    private static boolean[] totals(long[][] cells) {
        long[] totals = new long[cells[0].length];
        for (long[] row : cells) {
            for (int column = 0; column < row.length; column++) {
                totals[column] += row[column];
            }
        }
        return SmallNumbers.hide(totals, equal(totals.length), false, SMALLEST);
    }

    private static long[] equal(int length) {
        long[] weights = new long[length];
        Arrays.fill(weights, 1);
        return weights;
    }

    /** All tables that agree with what is shown, by trying every value of every hidden cell. */
    private static final class Attack {
        private final long[][] truth;
        private final boolean[][] hidden;
        private final long[][] guess;
        private final long[][] lowest;
        private final long[][] highest;

        private Attack(long[][] cells, boolean[][] hidden) {
            this.truth = withTotals(cells);
            this.hidden = hidden;
            this.guess = new long[truth.length][truth[0].length];
            this.lowest = new long[truth.length][truth[0].length];
            this.highest = new long[truth.length][truth[0].length];
            for (int row = 0; row < truth.length; row++) {
                Arrays.fill(lowest[row], Long.MAX_VALUE);
                Arrays.fill(highest[row], Long.MIN_VALUE);
            }
        }

        static Attack on(long[][] cells, boolean[][] hidden) {
            Attack attack = new Attack(cells, hidden);
            attack.tryCell(0, 0);
            return attack;
        }

        int assertNothingSmallIsCertain(int smallest) {
            int small = 0;
            for (int row = 0; row < truth.length; row++) {
                for (int column = 0; column < truth[row].length; column++) {
                    long value = truth[row][column];
                    if (value > 0 && value < smallest) {
                        small++;
                        assertThat(hidden[row][column]).isTrue();
                        assertThat(highest[row][column])
                                .as("%s hidden as %s", Arrays.deepToString(truth), Arrays.deepToString(hidden))
                                .isGreaterThan(lowest[row][column]);
                    }
                }
            }
            return small;
        }

        private void tryCell(int row, int column) {
            int lastRow = truth.length - 1;
            int lastColumn = truth[0].length - 1;
            if (row == lastRow) {
                check();
                return;
            }
            if (column == lastColumn) {
                long sum = Arrays.stream(guess[row]).limit(lastColumn).sum();
                if (agrees(row, lastColumn, sum)) {
                    tryCell(row + 1, 0);
                }
                return;
            }
            if (!hidden[row][column]) {
                guess[row][column] = truth[row][column];
                tryCell(row, column + 1);
                return;
            }
            // Tables that differ by one along a cycle are enough to see that a value is not certain.
            long actual = truth[row][column];
            for (long value = Math.max(1, actual - 1); value <= actual + 1; value++) {
                guess[row][column] = value;
                tryCell(row, column + 1);
            }
            guess[row][column] = 0;
        }

        private void check() {
            long[][] table = withTotals(Arrays.stream(guess)
                    .limit(truth.length - 1L)
                    .map(row -> Arrays.copyOf(row, row.length - 1))
                    .toArray(long[][]::new));
            int lastRow = truth.length - 1;
            for (int column = 0; column < truth[0].length; column++) {
                if (!agrees(lastRow, column, table[lastRow][column])) {
                    return;
                }
            }
            for (int row = 0; row < truth.length; row++) {
                for (int column = 0; column < truth[row].length; column++) {
                    lowest[row][column] = Math.min(lowest[row][column], table[row][column]);
                    highest[row][column] = Math.max(highest[row][column], table[row][column]);
                }
            }
        }

        private boolean agrees(int row, int column, long value) {
            return hidden[row][column] ? value >= 1 : value == truth[row][column];
        }

        private static long[][] withTotals(long[][] cells) {
            long[][] table = new long[cells.length + 1][cells[0].length + 1];
            for (int row = 0; row < cells.length; row++) {
                for (int column = 0; column < cells[row].length; column++) {
                    table[row][column] = cells[row][column];
                    table[row][cells[row].length] += cells[row][column];
                    table[cells.length][column] += cells[row][column];
                    table[cells.length][cells[row].length] += cells[row][column];
                }
            }
            return table;
        }
    }
}
