package uk.portage.gateway.auditor.report;

import java.util.Arrays;

/**
 * What became of an eligible transfer, so cut that every published figure is a sum of these: each transfer has exactly
 * one. Each is a column of the tables in which small numbers are hidden.
 */
enum Outcome {
    /** Dearly kept in sight when something must be hidden: without it there is no P. */
    PORTABLE(0, 4),
    /** On time, but not the right person for sure, or not a valid bundle. */
    ON_TIME_NOT_PORTABLE(1, 1),
    INTEGRATED_LATE(2, 1),
    DELIVERED_NOT_INTEGRATED(3, 1),
    REJECTED(4, 1),
    TECHNICAL_FAILURE(5, 1),
    UNCLASSIFIED(6, 1),
    OPEN(7, 1);

    static final int COUNT = values().length;

    private final int column;
    private final long weight;

    Outcome(int column, long weight) {
        this.column = column;
        this.weight = weight;
    }

    int column() {
        return column;
    }

    boolean isIntegrated() {
        return this == PORTABLE || this == ON_TIME_NOT_PORTABLE || this == INTEGRATED_LATE;
    }

    static long[] weights() {
        return Arrays.stream(values()).mapToLong(outcome -> outcome.weight).toArray();
    }
}
