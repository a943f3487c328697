package uk.portage.gateway.auditor.page;

import java.util.List;

/**
 * How long transfers wait for their acknowledgement, drawn, and the same as a table.
 *
 * @param shown false if it may not be drawn
 * @param line the steps of the curve
 * @param marks the percentiles that are reached
 * @param notReached what is not; empty if all are
 */
public record WaitingChart(
        boolean shown,
        String description,
        String line,
        List<Plot.Tick> shares,
        List<Plot.Tick> times,
        List<Mark> marks,
        String notReached,
        List<Row> rows) {

    public WaitingChart {
        shares = List.copyOf(shares);
        times = List.copyOf(times);
        marks = List.copyOf(marks);
        rows = List.copyOf(rows);
    }

    /** @param anchor of the text: start or end */
    public record Mark(String x, String y, String textX, String textY, String anchor, String text) {}

    public record Row(String within, String waiting, String acknowledged) {}
}
