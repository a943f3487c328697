package uk.portage.gateway.auditor;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.auditor.report.Count;
import uk.portage.gateway.auditor.report.Figures;
import uk.portage.gateway.auditor.report.Group;
import uk.portage.gateway.auditor.report.Mover;
import uk.portage.gateway.auditor.report.Movers;
import uk.portage.gateway.auditor.report.Portability;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.auditor.report.Suppliers;
import uk.portage.gateway.auditor.report.Times;
import uk.portage.gateway.auditor.report.WaitingCurve;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * One table of a report as comma-separated values (RFC 4180), with a line of headings. A hidden count is empty, and the
 * column {@code hidden} names the columns that are empty for that reason. What a spreadsheet would take for a formula
 * begins with an apostrophe.
 */
final class PortabilityCsv {

    static final String TYPE = "text/csv;charset=utf-8;header=present";

    private static final String HIDDEN = "hidden";
    private static final String FORMULA_BEGINNINGS = "=+-@\t\r\n";

    private final List<String> headings = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    private PortabilityCsv() {}

    static String of(Suppliers suppliers) {
        PortabilityCsv csv = new PortabilityCsv();
        csv.headings.addAll(List.of(
                "sender", "recipient", "eligible", "portable", "portability", "interval95Low", "interval95High"));
        for (Suppliers.Flow flow : suppliers.flows()) {
            csv.row(
                    List.of(flow.sender(), flow.recipient()),
                    List.of(flow.eligible(), flow.portable()),
                    List.of(
                            share(flow.portability(), Portability::share),
                            share(
                                    flow.portability(),
                                    portability -> portability.interval().low()),
                            share(
                                    flow.portability(),
                                    portability -> portability.interval().high())));
        }
        return csv.text();
    }

    static String of(Movers movers) {
        PortabilityCsv csv = new PortabilityCsv();
        csv.headings.addAll(List.of(
                "of", "sender", "recipient", "pairs", "before", "now", "atBest", "change95Low", "change95High"));
        movers.pairs()
                .forEach(mover -> csv.fall(
                        "pair",
                        mover.key().sender().map(OdsCode::value).orElse(""),
                        mover.key().recipient().map(OdsCode::value).orElse(""),
                        mover));
        movers.senders().forEach(mover -> csv.fall("sender", mover.key().value(), "", mover));
        movers.recipients()
                .forEach(mover -> csv.fall("recipient", "", mover.key().value(), mover));
        return csv.text();
    }

    private void fall(String of, String sender, String recipient, Mover<?> mover) {
        row(
                List.of(of, sender, recipient, Integer.toString(mover.pairs())),
                List.of(),
                List.of(
                        PortabilityJson.share(mover.before().share()),
                        PortabilityJson.share(mover.after().share()),
                        PortabilityJson.share(mover.atBest()),
                        PortabilityJson.share(mover.change().low()),
                        PortabilityJson.share(mover.change().high())));
    }

    /** @param table any but {@link CsvTable#MOVERS}, which compares two periods, and {@link CsvTable#SUPPLIERS} */
    static String of(PortabilityReport report, CsvTable table) {
        PortabilityCsv csv = new PortabilityCsv();
        switch (table) {
            case DAYS, WEEKS, MONTHS ->
                csv.groups(report.trend(), List.of(report.unit().code()), day -> List.of(day.toString()));
            case PAIRS ->
                csv.groups(
                        report.pairs(),
                        List.of("sender", "recipient", "allOtherPairs"),
                        pair -> List.of(
                                pair.sender().map(OdsCode::value).orElse(""),
                                pair.recipient().map(OdsCode::value).orElse(""),
                                Boolean.toString(pair.others())));
            case MOVERS, SUPPLIERS -> throw new IllegalArgumentException("not in a report alone");
            case WORKFLOWS -> csv.groups(report.workflows(), List.of("workflow"), workflow -> List.of(code(workflow)));
            case FORMATS -> csv.groups(report.formats(), List.of("format"), List::of);
            case FAILURES -> {
                csv.headings.addAll(List.of("code", "meaning", "fault", "count"));
                report.failures()
                        .forEach(failure -> csv.row(
                                List.of(
                                        failure.key().name(),
                                        failure.key().meaning(),
                                        failure.key().fault().name()),
                                List.of(failure.count()),
                                List.of()));
            }
            case STAGES -> {
                csv.headings.addAll(List.of("stage", "code", "count"));
                report.stages()
                        .forEach(at -> csv.row(
                                List.of(
                                        at.stage().map(Enum::name).orElse(""),
                                        at.code().name()),
                                List.of(at.count()),
                                List.of()));
            }
            case LOSSES -> {
                csv.headings.addAll(List.of("kind", "count"));
                report.losses().forEach(loss -> csv.row(List.of(loss.key().name()), List.of(loss.count()), List.of()));
            }
            case ELEMENTS -> {
                csv.headings.addAll(List.of("element", "kind", "count"));
                report.lost()
                        .forEach(lost -> csv.row(
                                List.of(
                                        lost.element().element(),
                                        lost.element().kind().name()),
                                List.of(lost.count()),
                                List.of()));
            }
            case FUNNEL -> {
                csv.headings.addAll(List.of("step", "count"));
                report.funnel()
                        .forEach(step -> csv.row(List.of(step.milestone().name()), List.of(step.count()), List.of()));
            }
            case SURVIVAL -> {
                csv.headings.addAll(List.of("after", "waiting"));
                report.waiting()
                        .map(WaitingCurve::drops)
                        .orElse(List.of())
                        .forEach(drop -> csv.row(
                                List.of(drop.after().toString(), PortabilityJson.share(drop.waiting())),
                                List.of(),
                                List.of()));
            }
        }
        return csv.text();
    }

    private static String code(Workflow workflow) {
        return workflow.code();
    }

    private <K> void groups(List<Group<K>> groups, List<String> keyHeadings, Function<K, List<String>> key) {
        headings.addAll(keyHeadings);
        headings.addAll(List.of("eligible", "portable"));
        for (TransferStatus status : TransferStatus.values()) {
            headings.add(status.name());
        }
        headings.addAll(List.of("portability", "interval95Low", "interval95High", "p50", "p90", "p95", "p99"));
        for (Group<K> group : groups) {
            Figures figures = group.figures();
            List<Count> counts = new ArrayList<>(List.of(figures.eligible(), figures.portable()));
            for (TransferStatus status : TransferStatus.values()) {
                counts.add(figures.of(status));
            }
            row(
                    key.apply(group.key()),
                    counts,
                    List.of(
                            share(figures, Portability::share),
                            share(figures, portability -> portability.interval().low()),
                            share(figures, portability -> portability.interval().high()),
                            time(figures, Times::p50),
                            time(figures, Times::p90),
                            time(figures, Times::p95),
                            time(figures, Times::p99)));
        }
    }

    private static String share(Figures figures, Function<Portability, Double> part) {
        return share(figures.portability(), part);
    }

    private static String share(Optional<Portability> portability, Function<Portability, Double> part) {
        return portability.map(part).map(PortabilityJson::share).orElse("");
    }

    private static String time(Figures figures, Function<Times, Optional<Duration>> percentile) {
        return figures.times()
                .map(times -> PortabilityJson.time(percentile.apply(times)))
                .orElse("");
    }

    private void row(List<String> keys, List<Count> counts, List<String> after) {
        List<String> row = new ArrayList<>();
        keys.forEach(text -> row.add(harmless(text)));
        List<String> hidden = new ArrayList<>();
        for (Count count : counts) {
            if (count.isHidden()) {
                hidden.add(headings.get(row.size()));
            }
            row.add(count.value().isPresent() ? Long.toString(count.value().getAsLong()) : "");
        }
        row.addAll(after);
        row.add(String.join(" ", hidden));
        rows.add(row);
    }

    /** A spreadsheet runs what begins like a formula, and a sender chooses its names. */
    static String harmless(String text) {
        return !text.isEmpty() && FORMULA_BEGINNINGS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private String text() {
        StringWriter text = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            List<String> first = new ArrayList<>(headings);
            first.add(HIDDEN);
            printer.printRecord(first);
            for (List<String> row : rows) {
                printer.printRecord(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
