package uk.portage.gateway.auditor.page;

import java.util.List;
import uk.portage.gateway.auditor.page.PortabilityPage.GroupRow;

/**
 * How P went, drawn, and the same as a table.
 *
 * @param empty true if there are too few transfers to show any of it
 * @param unit for example day
 * @param note what is not drawn and why; empty if everything is
 * @param target where the line of the target lies
 * @param runs neighbours that can be joined by a line
 * @param heading of the table's first column
 */
public record TrendChart(
        boolean empty,
        String unit,
        List<Choice> choices,
        String description,
        String note,
        String target,
        String targetText,
        List<Plot.Tick> shares,
        List<Plot.Tick> dates,
        List<Run> runs,
        List<Point> points,
        String heading,
        List<GroupRow> rows) {

    public TrendChart {
        choices = List.copyOf(choices);
        shares = List.copyOf(shares);
        dates = List.copyOf(dates);
        runs = List.copyOf(runs);
        points = List.copyOf(points);
        rows = List.copyOf(rows);
    }

    /** By what else the trend can be shown. */
    public record Choice(String text, String path, boolean chosen) {}

    /**
     * Neighbours.
     *
     * @param band the outline of the intervals
     * @param line the shares
     */
    public record Run(String band, String line) {}

    /** One share and its interval. */
    public record Point(String x, String y, String low, String high, String title) {}
}
