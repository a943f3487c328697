package uk.portage.gateway.auditor.statistics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Which figures of a table with totals to hide, so that no small one can be read or worked out.
 *
 * <p>A table with its totals is a closed flow: each cell flows from its row to its column, each column's total from the
 * column to the sum, each row's total from the sum to the row, and at each node what comes in goes out. What a reader
 * knows are the shown flows, the totals, and that a hidden flow is at least 1, since zeros are shown. A hidden figure can
 * be worked out exactly if, and only if, no circulation through hidden edges can change it (Gusfield 1988). So for each
 * small figure that could be worked out, the cheapest cycle through it is hidden too.
 */
public final class SmallNumbers {

    private static final long ROW_TOTAL_COST = 8;
    private static final long COLUMN_TOTAL_COST = 1_000;
    private static final long SUM_COST = 1_000_000;

    private final int rows;
    private final int columns;
    /** Row by row with each row's total at its end; the last row holds the columns' totals and the sum. */
    private final long[][] values;

    private final boolean[][] hidden;
    private final boolean[][] sensitive;
    private final long[] weights;

    private SmallNumbers(long[][] cells, long[] weights, boolean[] totalsHidden, int smallestShown) {
        this.rows = cells.length;
        this.columns = weights.length;
        this.weights = weights.clone();
        this.values = withTotals(cells, columns);
        this.hidden = new boolean[rows + 1][columns + 1];
        for (int row = 0; row <= rows; row++) {
            for (int column = 0; column <= columns; column++) {
                long value = values[row][column];
                hidden[row][column] = value > 0 && value < smallestShown;
            }
        }
        for (int column = 0; column <= columns; column++) {
            // A zero stays in sight: what is hidden is at least 1.
            hidden[rows][column] |= totalsHidden[column] && values[rows][column] > 0;
        }
        this.sensitive = Arrays.stream(hidden).map(boolean[]::clone).toArray(boolean[][]::new);
    }

    /**
     * Decides what to hide.
     *
     * @param cells row by row, without totals; not negative
     * @param weights how dearly to keep each column in sight, from 1
     * @param totalsHidden columns' totals, and at the end the sum, that are hidden elsewhere: they must not be worked
     *     out here either
     * @param smallestShown counts from 1 to below this are small
     * @return true for what is hidden, shaped as {@code cells} with one more column for the rows' totals and one more row
     *     for the columns' totals and the sum
     */
    public static boolean[][] hide(long[][] cells, long[] weights, boolean[] totalsHidden, int smallestShown) {
        if (totalsHidden.length != weights.length + 1) {
            throw new IllegalArgumentException("one flag for each column's total and one for the sum");
        }
        SmallNumbers table = new SmallNumbers(cells, weights, totalsHidden, smallestShown);
        table.protect();
        return table.hidden;
    }

    /** One row of figures and their sum. */
    public static boolean[] hide(long[] cells, boolean sumHidden, int smallestShown) {
        long[] weights = new long[cells.length];
        Arrays.fill(weights, 1);
        boolean[] totalsHidden = new boolean[cells.length + 1];
        totalsHidden[cells.length] = sumHidden;
        boolean[][] table = hide(new long[][] {cells}, weights, totalsHidden, smallestShown);
        boolean[] row = new boolean[cells.length + 1];
        for (int column = 0; column <= cells.length; column++) {
            row[column] = table[0][column] || table[1][column];
        }
        return row;
    }

    private void protect() {
        for (int row = 0; row <= rows; row++) {
            for (int column = 0; column <= columns; column++) {
                if (sensitive[row][column] && !canVary(row, column)) {
                    hideCycleThrough(row, column);
                }
            }
        }
    }

    /** True if some table that agrees with all that is shown has another figure here. */
    private boolean canVary(int row, int column) {
        Edge edge = edge(row, column);
        return reaches(edge.to(), edge.from(), edge) || (edge.value() >= 2 && reaches(edge.from(), edge.to(), edge));
    }

    /** Whether one more unit can flow from a node to another through hidden edges, not using the one given. */
    private boolean reaches(int start, int goal, Edge without) {
        boolean[] seen = new boolean[nodes()];
        Deque<Integer> open = new ArrayDeque<>(List.of(start));
        seen[start] = true;
        while (!open.isEmpty()) {
            int node = open.remove();
            if (node == goal) {
                return true;
            }
            for (Move move : movesFrom(node)) {
                if (!seen[move.node()] && hidden[move.row()][move.column()] && !without.isAt(move)) {
                    seen[move.node()] = true;
                    open.add(move.node());
                }
            }
        }
        return false;
    }

    /** Hides the cheapest cycle along which this figure could be one more. One exists: through its totals and the sum. */
    private void hideCycleThrough(int row, int column) {
        Edge edge = edge(row, column);
        long[] distance = new long[nodes()];
        Arrays.fill(distance, Long.MAX_VALUE);
        List<List<Move>> paths = new ArrayList<>();
        for (int node = 0; node < nodes(); node++) {
            paths.add(List.of());
        }
        boolean[] done = new boolean[nodes()];
        PriorityQueue<long[]> open = new PriorityQueue<>(Comparator.comparingLong(entry -> entry[0]));
        distance[edge.to()] = 0;
        open.add(new long[] {0, edge.to()});
        while (!open.isEmpty() && !done[edge.from()]) {
            int node = (int) open.remove()[1];
            if (done[node]) {
                continue;
            }
            done[node] = true;
            for (Move move : movesFrom(node)) {
                long further = distance[node] + cost(move);
                if (further < distance[move.node()] && !edge.isAt(move)) {
                    distance[move.node()] = further;
                    List<Move> path = new ArrayList<>(paths.get(node));
                    path.add(move);
                    paths.set(move.node(), path);
                    open.add(new long[] {further, move.node()});
                }
            }
        }
        for (Move move : paths.get(edge.from())) {
            hidden[move.row()][move.column()] = true;
        }
    }

    private long cost(Move move) {
        if (hidden[move.row()][move.column()]) {
            return 0;
        }
        boolean inTotals = move.row() == rows;
        boolean inSums = move.column() == columns;
        long weight = inTotals && inSums
                ? SUM_COST
                : inTotals
                        ? COLUMN_TOTAL_COST * weights[move.column()]
                        : inSums ? ROW_TOTAL_COST : weights[move.column()];
        return weight * values[move.row()][move.column()];
    }

    /** The ways on from a node: along an edge that may always be one more, against one that may be one less. */
    private List<Move> movesFrom(int node) {
        List<Move> moves = new ArrayList<>();
        if (node < rows) {
            for (int column = 0; column < columns; column++) {
                along(moves, node, column);
            }
            against(moves, node, columns);
        } else if (node < rows + columns) {
            for (int row = 0; row < rows; row++) {
                against(moves, row, node - rows);
            }
            along(moves, rows, node - rows);
        } else if (node == rowsSource()) {
            for (int row = 0; row < rows; row++) {
                along(moves, row, columns);
            }
            against(moves, rows, columns);
        } else {
            for (int column = 0; column < columns; column++) {
                against(moves, rows, column);
            }
            along(moves, rows, columns);
        }
        return moves;
    }

    private void along(List<Move> moves, int row, int column) {
        if (values[row][column] > 0) {
            moves.add(new Move(row, column, edge(row, column).to()));
        }
    }

    private void against(List<Move> moves, int row, int column) {
        if (values[row][column] >= 2) {
            moves.add(new Move(row, column, edge(row, column).from()));
        }
    }

    private Edge edge(int row, int column) {
        boolean inTotals = row == rows;
        boolean inSums = column == columns;
        int from = inTotals ? inSums ? columnsSink() : rows + column : inSums ? rowsSource() : row;
        int to = inTotals ? inSums ? rowsSource() : columnsSink() : inSums ? row : rows + column;
        return new Edge(row, column, from, to, values[row][column]);
    }

    private int nodes() {
        return rows + columns + 2;
    }

    private int rowsSource() {
        return rows + columns;
    }

    private int columnsSink() {
        return rows + columns + 1;
    }

    private static long[][] withTotals(long[][] cells, int columns) {
        long[][] values = new long[cells.length + 1][columns + 1];
        for (int row = 0; row < cells.length; row++) {
            for (int column = 0; column < columns; column++) {
                long value = cells[row][column];
                if (value < 0) {
                    throw new IllegalArgumentException("a count is not negative");
                }
                values[row][column] = value;
                values[row][columns] += value;
                values[cells.length][column] += value;
                values[cells.length][columns] += value;
            }
        }
        return values;
    }

    private record Edge(int row, int column, int from, int to, long value) {
        boolean isAt(Move move) {
            return move.row() == row && move.column() == column;
        }
    }

    private record Move(int row, int column, int node) {}
}
