package uk.portage.gateway.auditor.page;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.auditor.page.WaitingChart.Mark;
import uk.portage.gateway.auditor.page.WaitingChart.Row;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.auditor.report.Times;
import uk.portage.gateway.auditor.report.WaitingCurve;
import uk.portage.gateway.auditor.report.WaitingCurve.Drop;

/** Draws the curve of those who still wait, over a logarithmic axis of time. */
final class WaitingViews {

    private static final WaitingChart NONE =
            new WaitingChart(false, "", "", List.of(), List.of(), List.of(), "", List.of());

    /** The marks below the axis; it begins and ends at one of them. */
    private static final List<Duration> TICKS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(10),
            Duration.ofDays(1),
            Duration.ofDays(7),
            Duration.ofDays(30),
            Duration.ofDays(365));

    private static final double LINE_OF_TEXT = 16;

    private final List<Duration> ticks;

    private WaitingViews(WaitingCurve curve) {
        Duration first =
                curve.drops().isEmpty() ? curve.watched() : curve.drops().get(0).after();
        int from = 0;
        while (from < TICKS.size() - 2 && TICKS.get(from + 1).compareTo(first) <= 0) {
            from++;
        }
        int to = from + 1;
        while (to < TICKS.size() - 1 && TICKS.get(to).compareTo(curve.watched()) < 0) {
            to++;
        }
        this.ticks = TICKS.subList(from, to + 1);
    }

    static WaitingChart chart(PortabilityReport report) {
        Optional<Times> times = report.total().times();
        if (report.waiting().isEmpty() || times.isEmpty()) {
            return NONE;
        }
        WaitingCurve curve = report.waiting().get();
        WaitingViews views = new WaitingViews(curve);
        Map<String, Optional<Duration>> percentiles = new LinkedHashMap<>();
        percentiles.put("p50", times.get().p50());
        percentiles.put("p90", times.get().p90());
        percentiles.put("p95", times.get().p95());
        percentiles.put("p99", times.get().p99());
        List<String> missing = new ArrayList<>();
        StringBuilder description = new StringBuilder();
        percentiles.forEach((name, time) -> {
            if (time.isEmpty()) {
                missing.add(name);
            }
            description
                    .append(name)
                    .append(' ')
                    .append(time.map(PlainWords::duration).orElse("not reached"))
                    .append(". ");
        });
        return new WaitingChart(
                true,
                description + "At the end " + PlainWords.percent(end(curve)) + " are not acknowledged.",
                views.line(curve),
                Plot.shares(),
                views.ticks.stream()
                        .map(tick -> new Plot.Tick(Coordinates.text(views.x(tick)), PlainWords.shortDuration(tick)))
                        .toList(),
                views.marks(curve, percentiles),
                missing.isEmpty()
                        ? ""
                        : "Not reached: " + String.join(", ", missing) + ". Too many transfers were not acknowledged.",
                curve.drops().stream()
                        .map(drop -> new Row(
                                PlainWords.duration(drop.after()),
                                PlainWords.percent(drop.waiting()),
                                PlainWords.percent(1 - drop.waiting())))
                        .toList());
    }

    private static double end(WaitingCurve curve) {
        return curve.drops().isEmpty()
                ? 1
                : curve.drops().get(curve.drops().size() - 1).waiting();
    }

    private String line(WaitingCurve curve) {
        StringBuilder path = new StringBuilder("M" + Coordinates.point(Plot.LEFT, Plot.y(1)));
        for (Drop drop : curve.drops()) {
            path.append(" H")
                    .append(Coordinates.text(x(drop.after())))
                    .append(" V")
                    .append(Coordinates.text(Plot.y(drop.waiting())));
        }
        return path.append(" H").append(Coordinates.text(x(curve.watched()))).toString();
    }

    private List<Mark> marks(WaitingCurve curve, Map<String, Optional<Duration>> percentiles) {
        List<Mark> marks = new ArrayList<>();
        percentiles.forEach((name, time) -> time.ifPresent(reached -> {
            double x = x(reached);
            boolean left = x > (Plot.LEFT + Plot.RIGHT) / 2;
            marks.add(new Mark(
                    Coordinates.text(x),
                    Coordinates.text(Plot.y(waitingAt(curve, reached))),
                    Coordinates.text(left ? x - 5 : x + 5),
                    Coordinates.text(Plot.y(1) + LINE_OF_TEXT * (marks.size() + 0.75)),
                    left ? "end" : "start",
                    name + " " + PlainWords.shortDuration(reached)));
        }));
        return marks;
    }

    private static double waitingAt(WaitingCurve curve, Duration time) {
        double waiting = 1;
        for (Drop drop : curve.drops()) {
            if (drop.after().compareTo(time) <= 0) {
                waiting = drop.waiting();
            }
        }
        return waiting;
    }

    private double x(Duration time) {
        double from = Math.log((double) ticks.get(0).toMillis());
        double to = Math.log((double) ticks.get(ticks.size() - 1).toMillis());
        double part = (Math.log(Math.max(1.0, (double) time.toMillis())) - from) / (to - from);
        return Plot.x(Math.min(1, Math.max(0, part)));
    }
}
