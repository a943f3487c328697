package uk.portage.gateway.auditor.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Which figures of a table to hide, so that no small one can be worked out, neither from this table nor from others that
 * have the same totals of columns.
 *
 * <p>A table with the totals of its rows is a flow: each total flows from one source to its row, each cell from its row to
 * its column, and at each node what comes in goes out. A reader knows the shown flows, the totals, and that a hidden flow
 * is at least 1, since zeros are shown. A hidden figure cannot be worked out if a cycle through hidden edges can make it
 * one more or one less (Gusfield 1988). For each small figure without such a cycle the cheapest one is hidden.
 *
 * <p>Hidden totals of columns are shared with other tables. They may only change in a way that every table can follow:
 * one hidden column one more, the pivot (the largest hidden one) one less. Each table keeps a hidden path from the pivot
 * to each other hidden column for that. A cycle may use one such change; then all tables together still agree.
 */
public final class LinkedTable {

    private static final long ROW_TOTAL_COST = 8;

    private final int rows;
    private final int columns;
    private final int source;
    /** Row by row, each row's total at its end. */
    private final long[][] values;

    private final boolean[][] hidden;
    private final boolean[][] small;
    private final long[] weights;
    private final boolean[] totalsHidden;
    private final int pivot;

    private LinkedTable(long[][] cells, long[] weights, boolean[] totalsHidden, int smallestShown) {
        this.rows = cells.length;
        this.columns = weights.length;
        this.source = rows + columns;
        this.weights = weights.clone();
        this.totalsHidden = totalsHidden.clone();
        this.values = new long[rows][columns + 1];
        this.hidden = new boolean[rows][columns + 1];
        this.small = new boolean[rows][columns + 1];
        long[] totals = new long[columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[row][column] = cells[row][column];
                values[row][columns] += cells[row][column];
                totals[column] += cells[row][column];
            }
            for (int column = 0; column <= columns; column++) {
                small[row][column] = SmallNumbers.isSmall(values[row][column], smallestShown);
                hidden[row][column] = small[row][column];
            }
        }
        int largest = -1;
        for (int column = 0; column < columns; column++) {
            if (totalsHidden[column] && (largest < 0 || totals[column] > totals[largest])) {
                largest = column;
            }
        }
        this.pivot = largest;
    }

    /**
     * Decides what to hide.
     *
     * @param cells row by row, without totals; not negative
     * @param weights how dearly to keep each column in sight, from 1
     * @param totalsHidden which columns' totals are hidden, and at the end the sum, as {@link SmallNumbers#hide} decided
     *     for the list of totals
     * @param smallestShown counts from 1 to below this are small
     * @return true for what is hidden, row by row, each row's total at its end; empty if the table cannot be protected, so
     *     that nothing of it may be shown, not even how many rows it has
     */
    public static Optional<boolean[][]> hide(
            long[][] cells, long[] weights, boolean[] totalsHidden, int smallestShown) {
        if (totalsHidden[weights.length]) {
            return Optional.empty();
        }
        LinkedTable table = new LinkedTable(cells, weights, totalsHidden, smallestShown);
        return table.followsTotals() && table.protectsCells() ? Optional.of(table.hidden) : Optional.empty();
    }

    private boolean followsTotals() {
        for (int column = 0; column < columns; column++) {
            if (totalsHidden[column] && column != pivot && !hidePath(rows + pivot, rows + column, false, Move.NONE)) {
                return false;
            }
        }
        return true;
    }

    private boolean protectsCells() {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column <= columns; column++) {
                if (small[row][column] && !protects(row, column)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean protects(int row, int column) {
        Move along = new Move(row, column, head(row, column));
        int head = head(row, column);
        int tail = tail(row, column);
        boolean canBeLess = values[row][column] >= 2 && isFree(tail, head, along);
        return canBeLess || isFree(head, tail, along) || hidePath(head, tail, true, along);
    }

    private boolean isFree(int from, int to, Move without) {
        return path(from, to, true, without).filter(path -> path.cost() == 0).isPresent();
    }

    /** Hides the cheapest path along which one more can flow; false if there is none. */
    private boolean hidePath(int from, int to, boolean withTotals, Move without) {
        Optional<Path> path = path(from, to, withTotals, without);
        path.ifPresent(found -> {
            for (Move move : found.moves()) {
                if (move.row() >= 0) {
                    hidden[move.row()][move.column()] = true;
                }
            }
        });
        return path.isPresent();
    }

    private Optional<Path> path(int from, int to, boolean withTotals, Move without) {
        long[] distance = new long[source + 1];
        Arrays.fill(distance, Long.MAX_VALUE);
        int[] before = new int[source + 1];
        Move[] by = new Move[source + 1];
        PriorityQueue<Reached> open = new PriorityQueue<>(Comparator.comparingLong(Reached::cost));
        distance[from] = 0;
        open.add(new Reached(0, from));
        while (!open.isEmpty()) {
            Reached reached = open.remove();
            int node = reached.node();
            if (node == to) {
                break;
            }
            if (reached.cost() > distance[node]) {
                continue;
            }
            for (Move move : movesFrom(node, withTotals)) {
                long cost = distance[node] + cost(move);
                boolean same = move.row() == without.row() && move.column() == without.column();
                if (!same && cost < distance[move.node()]) {
                    distance[move.node()] = cost;
                    before[move.node()] = node;
                    by[move.node()] = move;
                    open.add(new Reached(cost, move.node()));
                }
            }
        }
        if (distance[to] == Long.MAX_VALUE) {
            return Optional.empty();
        }
        List<Move> moves = new ArrayList<>();
        for (int node = to; node != from; node = before[node]) {
            moves.add(by[node]);
        }
        return Optional.of(new Path(moves, distance[to]));
    }

    private long cost(Move move) {
        if (move.row() < 0 || hidden[move.row()][move.column()]) {
            return 0;
        }
        long weight = move.column() == columns ? ROW_TOTAL_COST : weights[move.column()];
        return weight * values[move.row()][move.column()];
    }

    /** The ways on from a node: along an edge that may always be one more, against one that may be one less. */
    private List<Move> movesFrom(int node, boolean withTotals) {
        List<Move> moves = new ArrayList<>();
        if (node == source) {
            for (int row = 0; row < rows; row++) {
                along(moves, row, columns);
            }
        } else if (node < rows) {
            for (int column = 0; column < columns; column++) {
                along(moves, node, column);
            }
            against(moves, node, columns);
        } else {
            int column = node - rows;
            for (int row = 0; row < rows; row++) {
                against(moves, row, column);
            }
            if (withTotals && column != pivot && totalsHidden[column]) {
                moves.add(new Move(-1, -1, rows + pivot));
            }
        }
        return moves;
    }

    private void along(List<Move> moves, int row, int column) {
        if (values[row][column] > 0) {
            moves.add(new Move(row, column, head(row, column)));
        }
    }

    private void against(List<Move> moves, int row, int column) {
        if (values[row][column] >= 2) {
            moves.add(new Move(row, column, tail(row, column)));
        }
    }

    private int head(int row, int column) {
        return column == columns ? row : rows + column;
    }

    private int tail(int row, int column) {
        return column == columns ? source : row;
    }

    /**
     * A step along or against the edge of a figure.
     *
     * @param row -1 for a change of two hidden totals
     * @param node where it leads
     */
    private record Move(int row, int column, int node) {
        static final Move NONE = new Move(-2, -2, -2);
    }

    private record Reached(long cost, int node) {}

    private record Path(List<Move> moves, long cost) {}
}
