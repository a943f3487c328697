package uk.portage.gateway.auditor.page;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.auditor.page.TrendChart.Choice;
import uk.portage.gateway.auditor.page.TrendChart.Point;
import uk.portage.gateway.auditor.page.TrendChart.Run;
import uk.portage.gateway.auditor.report.CalendarUnit;
import uk.portage.gateway.auditor.report.Figures;
import uk.portage.gateway.auditor.report.Portability;
import uk.portage.gateway.auditor.report.PortabilityReport;

/** Draws P over time: a line through the shares, a band of their intervals, a gap where a share is hidden. */
final class TrendViews {

    private static final int MOST_DATES = 7;

    private TrendViews() {}

    static TrendChart chart(PortabilityReport report, Links links, double target) {
        CalendarUnit unit = report.unit();
        List<LocalDate> units = units(report);
        Map<LocalDate, Figures> byUnit = new HashMap<>();
        report.trend().forEach(group -> byUnit.put(group.key(), group.figures()));
        List<Shown> shown = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            Optional<Portability> portability =
                    Optional.ofNullable(byUnit.get(units.get(i))).flatMap(Figures::portability);
            if (portability.isPresent()) {
                shown.add(new Shown(i, units.get(i), portability.get(), Plot.x((i + 0.5) / units.size())));
            }
        }
        long hidden = report.trend().stream()
                .filter(group -> group.figures().portability().isEmpty())
                .filter(group -> !group.figures().eligible().isZero())
                .count();
        return new TrendChart(
                report.trend().isEmpty(),
                unit.code(),
                Arrays.stream(CalendarUnit.values())
                        .map(by -> new Choice(PlainWords.sentence(by.code()), links.page(by), by == unit))
                        .toList(),
                description(unit, shown, hidden),
                note(unit, hidden),
                Coordinates.text(Plot.y(target)),
                "Target " + Math.round(100 * target) + "%",
                Plot.shares(),
                dates(unit, units),
                runs(shown),
                shown.stream().map(place -> place.point(unit)).toList(),
                PlainWords.sentence(unit.code()),
                report.trend().stream()
                        .map(group -> PortabilityViews.row(PlainWords.name(unit, group.key()), "", group.figures()))
                        .toList());
    }

    /** Every unit of the period, whether it has transfers or not. */
    static List<LocalDate> units(PortabilityReport report) {
        List<LocalDate> units = new ArrayList<>();
        LocalDate start = report.unit().startOf(report.query().from());
        while (!start.isAfter(report.query().to())) {
            units.add(start);
            start = report.unit().after(start);
        }
        return units;
    }

    private static List<Plot.Tick> dates(CalendarUnit unit, List<LocalDate> units) {
        int step = (units.size() + MOST_DATES - 1) / MOST_DATES;
        List<Plot.Tick> dates = new ArrayList<>();
        for (int i = 0; i < units.size(); i += step) {
            dates.add(new Plot.Tick(
                    Coordinates.text(Plot.x((i + 0.5) / units.size())), PlainWords.shortName(unit, units.get(i))));
        }
        return dates;
    }

    private static List<Run> runs(List<Shown> shown) {
        List<Run> runs = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= shown.size(); i++) {
            if (i == shown.size() || shown.get(i).index() > shown.get(i - 1).index() + 1) {
                if (i - start > 1) {
                    runs.add(run(shown.subList(start, i)));
                }
                start = i;
            }
        }
        return runs;
    }

    private static Run run(List<Shown> neighbours) {
        List<String> line = new ArrayList<>();
        List<String> band = new ArrayList<>();
        for (Shown place : neighbours) {
            line.add(Coordinates.point(place.x(), Plot.y(place.portability().share())));
            band.add(Coordinates.point(
                    place.x(), Plot.y(place.portability().interval().high())));
        }
        for (int i = neighbours.size() - 1; i >= 0; i--) {
            Shown place = neighbours.get(i);
            band.add(Coordinates.point(
                    place.x(), Plot.y(place.portability().interval().low())));
        }
        return new Run(String.join(" ", band), String.join(" ", line));
    }

    private static String description(CalendarUnit unit, List<Shown> shown, long hidden) {
        if (shown.isEmpty()) {
            return "No " + unit.code() + " has enough transfers to show its P.";
        }
        Comparator<Shown> byShare =
                Comparator.comparingDouble(place -> place.portability().share());
        Shown lowest = shown.stream().min(byShare).orElseThrow();
        Shown highest = shown.stream().max(byShare).orElseThrow();
        return "First " + shown.get(0).words(unit) + ", last "
                + shown.get(shown.size() - 1).words(unit) + ", lowest "
                + lowest.words(unit) + ", highest " + highest.words(unit) + "."
                + (hidden > 0 ? " Hidden: " + hidden + "." : "");
    }

    private static String note(CalendarUnit unit, long hidden) {
        if (hidden == 0) {
            return "";
        }
        String units = hidden == 1 ? "1 " + unit.code() + " is" : hidden + " " + unit.code() + "s are";
        return units + " a gap in the line: P cannot be shown there without giving a small count away.";
    }

    /** A share that may be drawn. */
    private record Shown(int index, LocalDate start, Portability portability, double x) {

        Point point(CalendarUnit unit) {
            return new Point(
                    Coordinates.text(x),
                    Coordinates.text(Plot.y(portability.share())),
                    Coordinates.text(Plot.y(portability.interval().low())),
                    Coordinates.text(Plot.y(portability.interval().high())),
                    words(unit) + ", 95% interval " + PortabilityViews.interval(portability));
        }

        String words(CalendarUnit unit) {
            return PlainWords.name(unit, start) + " " + PlainWords.percent(portability.share());
        }
    }
}
