package uk.portage.gateway.auditor.page;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.auditor.page.PortabilityPage.Choice;
import uk.portage.gateway.auditor.page.PortabilityPage.ConcentrationRow;
import uk.portage.gateway.auditor.page.PortabilityPage.DayChart;
import uk.portage.gateway.auditor.page.PortabilityPage.DayColumn;
import uk.portage.gateway.auditor.page.PortabilityPage.Filter;
import uk.portage.gateway.auditor.page.PortabilityPage.Funnel;
import uk.portage.gateway.auditor.page.PortabilityPage.FunnelStep;
import uk.portage.gateway.auditor.page.PortabilityPage.GroupRow;
import uk.portage.gateway.auditor.page.PortabilityPage.Headline;
import uk.portage.gateway.auditor.page.PortabilityPage.IntervalMark;
import uk.portage.gateway.auditor.page.PortabilityPage.MoverRow;
import uk.portage.gateway.auditor.page.PortabilityPage.MoversView;
import uk.portage.gateway.auditor.page.PortabilityPage.ReasonRow;
import uk.portage.gateway.auditor.page.PortabilityPage.StatusRow;
import uk.portage.gateway.auditor.page.PortabilityPage.TransferRow;
import uk.portage.gateway.auditor.report.CalendarUnit;
import uk.portage.gateway.auditor.report.FailedAt;
import uk.portage.gateway.auditor.report.Figures;
import uk.portage.gateway.auditor.report.Gp2gp;
import uk.portage.gateway.auditor.report.Group;
import uk.portage.gateway.auditor.report.Mover;
import uk.portage.gateway.auditor.report.Movers;
import uk.portage.gateway.auditor.report.Pair;
import uk.portage.gateway.auditor.report.Portability;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.auditor.report.Reason;
import uk.portage.gateway.auditor.report.Step;
import uk.portage.gateway.auditor.report.Suppliers;
import uk.portage.gateway.auditor.report.Times;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.ledger.gp2gp.Gp2gpClass;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

/** Turns a report into what the first page says. */
final class PortabilityViews {

    /** The length of a bar that stands for everything. */
    static final double BAR_WIDTH = 400;

    /** From one bar of the funnel to the next. */
    private static final int BAR_PITCH = 52;

    private static final double CHART_HEIGHT = 120;
    private static final double DAY_PITCH = 24;
    private static final double DAY_WIDTH = 18;
    private static final String NONE = "–";

    private static final int ELEMENTS_SHOWN = 10;

    private final Function<OdsCode, Optional<String>> names;
    private final double target;

    PortabilityViews(Function<OdsCode, Optional<String>> names, double target) {
        this.names = names;
        this.target = target;
    }

    PortabilityPage page(
            Shell shell,
            PortabilityReport report,
            Movers movers,
            Suppliers suppliers,
            Asked asked,
            List<Fault> faults,
            List<TransferState> newest) {
        Figures total = report.total();
        Links links = new Links(shell.base(), report.query(), report.unit());
        return new PortabilityPage(
                shell,
                PlainWords.date(report.query().from()) + " to "
                        + PlainWords.date(report.query().to()),
                new Filter(asked, workflowChoices(asked.workflow()), faults),
                newest.isEmpty() && report.isEmpty(),
                report.isEmpty(),
                report.smallestShown() > 1 && !report.isEmpty(),
                Integer.toString(report.smallestShown()),
                headline(report),
                funnel(report),
                statuses(total),
                TrendViews.chart(report, links, target),
                days(report),
                WaitingViews.chart(report),
                new MatrixViews(names, links).of(report.pairs()),
                report.pairs().stream().map(this::pair).toList(),
                report.pairs().stream().anyMatch(group -> group.key().others()),
                movers(movers),
                suppliers.flows().stream().map(PortabilityViews::flow).toList(),
                report.workflows().stream()
                        .map(group -> row(PlainWords.workflow(group.key()), "", group.figures()))
                        .toList(),
                report.formats().stream()
                        .map(group -> row(group.key(), "", group.figures()))
                        .toList(),
                reasons(
                        report.failures(),
                        code -> PlainWords.sentence(code.meaning()),
                        code -> PlainWords.fault(code.fault()) + stages(report, code)),
                reasons(report.losses(), PlainWords::loss, kind -> ""),
                report.lost().stream()
                        .limit(ELEMENTS_SHOWN)
                        .map(lost -> new ReasonRow(
                                lost.element().element(),
                                PlainWords.loss(lost.element().kind()),
                                PlainWords.count(lost.count())))
                        .toList(),
                reasons(report.withheld(), PlainWords::withheld, kind -> ""),
                reasons(report.exclusions(), PlainWords::exclusion, exclusion -> ""),
                PlainWords.count(report.restated()),
                CoverageViews.of(report.coverage(), names),
                newest.stream().map(state -> transfer(shell, state)).toList(),
                Verification.of(report, links),
                List.of(
                        concentration("Source formats", report.concentration().byFormat()),
                        concentration("Senders", report.concentration().bySender()),
                        concentration("Suppliers of senders", suppliers.concentration())),
                gp2gp(report.gp2gp()),
                reasons(
                        report.gp2gp().classes(),
                        Gp2gpClass::reason,
                        one -> one.status().words()),
                links);
    }

    private static String gp2gp(Gp2gp gp2gp) {
        if (gp2gp.onTimePercent().isEmpty()) {
            return gp2gp.transfers().isZero()
                    ? "No transfer of this period has ended."
                    : "Too few transfers to say it without giving a small number away.";
        }
        return String.format(
                Locale.UK,
                "%.2f%% on time: %s of %s transfers that have ended. Paper fallback: %s.",
                gp2gp.onTimePercent().getAsDouble(),
                PlainWords.count(gp2gp.onTime()),
                PlainWords.count(gp2gp.transfers()),
                PlainWords.count(gp2gp.paperFallback()));
    }

    /** At which stages, with how many at each if there are several. */
    private static String stages(PortabilityReport report, FailureCode code) {
        List<FailedAt> places = report.stages().stream()
                .filter(at -> at.code() == code && at.stage().isPresent())
                .toList();
        return places.stream()
                .map(at -> PlainWords.stage(at.stage().orElseThrow())
                        + (places.size() == 1 ? "" : " " + PlainWords.count(at.count())))
                .collect(Collectors.joining(", ", places.isEmpty() ? "" : "; ", ""));
    }

    private static List<Choice> workflowChoices(String chosen) {
        return Stream.concat(
                        Stream.of(new Choice("", "All workflows", chosen.isEmpty())),
                        Arrays.stream(Workflow.values())
                                .map(workflow -> new Choice(
                                        workflow.code(),
                                        PlainWords.workflow(workflow),
                                        workflow.code().equals(chosen))))
                .toList();
    }

    private static Headline headline(PortabilityReport report) {
        Figures total = report.total();
        String sentence = total.portability().isPresent()
                ? PlainWords.count(total.portable()) + " of " + PlainWords.count(total.eligible())
                        + " eligible transfers were portable."
                : total.eligible().isZero()
                        ? "Nothing is eligible in this period."
                        : "There are too few transfers in this period to publish a share.";
        String open = PlainWords.count(total.of(TransferStatus.OPEN));
        String provisional = report.provisional()
                ? (total.of(TransferStatus.OPEN).isHidden() ? "Some transfers are" : openTransfers(open))
                        + " still open. Open transfers count as not portable, so this figure can still rise."
                : "";
        return new Headline(
                total.portability().map(p -> PlainWords.percent(p.share())).orElse(NONE),
                total.portability().map(PortabilityViews::interval).orElse(""),
                sentence,
                provisional,
                mark(total),
                PlainWords.count(total.eligible()),
                PlainWords.count(total.portable()),
                open,
                time(total, Times::p50, PlainWords::duration),
                time(total, Times::p95, PlainWords::duration));
    }

    private static String openTransfers(String open) {
        return open.equals("1") ? "1 transfer is" : open + " transfers are";
    }

    static String interval(Portability portability) {
        return PlainWords.percent(portability.interval().low()) + " to "
                + PlainWords.percent(portability.interval().high());
    }

    private static IntervalMark mark(Figures figures) {
        return figures.portability()
                .map(p -> new IntervalMark(
                        true,
                        Coordinates.text(100 * p.interval().low()),
                        Coordinates.text(
                                100 * (p.interval().high() - p.interval().low())),
                        Coordinates.text(100 * p.share())))
                .orElse(new IntervalMark(false, "0", "0", "0"));
    }

    private static String time(
            Figures figures, Function<Times, Optional<Duration>> percentile, Function<Duration, String> words) {
        return figures.times()
                .map(times -> percentile.apply(times).map(words).orElse("not reached"))
                .orElse(figures.eligible().isZero() ? NONE : PlainWords.HIDDEN);
    }

    private static Funnel funnel(PortabilityReport report) {
        OptionalLong whole = report.funnel().stream()
                .map(Step::count)
                .flatMapToLong(count -> count.value().stream())
                .max();
        double all = Math.max(1, whole.orElse(1));
        List<FunnelStep> steps = new ArrayList<>();
        StringBuilder description = new StringBuilder();
        for (Step step : report.funnel()) {
            OptionalLong value = step.count().value();
            double share = value.orElse(0) / all;
            steps.add(new FunnelStep(
                    PlainWords.milestone(step.milestone()),
                    PlainWords.meaning(step.milestone()),
                    PlainWords.count(step.count()),
                    value.isPresent() && whole.isPresent() && whole.getAsLong() > 0
                            ? PlainWords.percent(share)
                            : value.isPresent() ? NONE : PlainWords.HIDDEN,
                    value.isEmpty(),
                    steps.size() * BAR_PITCH,
                    Coordinates.text(BAR_WIDTH * share)));
            description
                    .append(PlainWords.milestone(step.milestone()))
                    .append(' ')
                    .append(value.isPresent() ? PlainWords.count(step.count()) : "hidden")
                    .append(". ");
        }
        return new Funnel(
                steps, steps.size() * BAR_PITCH, description.toString().strip());
    }

    private static List<StatusRow> statuses(Figures total) {
        return Arrays.stream(TransferStatus.values())
                .map(status -> {
                    OptionalLong value = total.of(status).value();
                    OptionalLong eligible = total.eligible().value();
                    boolean shares = status != TransferStatus.EXCLUDED
                            && value.isPresent()
                            && eligible.isPresent()
                            && eligible.getAsLong() > 0;
                    return new StatusRow(
                            PlainWords.status(status),
                            PlainWords.tag(status),
                            PlainWords.meaning(status),
                            PlainWords.count(total.of(status)),
                            shares
                                    ? PlainWords.percent((double) value.getAsLong() / eligible.getAsLong())
                                    : value.isEmpty() ? PlainWords.HIDDEN : NONE);
                })
                .toList();
    }

    private static ConcentrationRow concentration(String of, OptionalDouble index) {
        return new ConcentrationRow(
                of, index.isPresent() ? String.format(Locale.UK, "%.2f", index.getAsDouble()) : PlainWords.HIDDEN);
    }

    private static DayChart days(PortabilityReport report) {
        CalendarUnit unit = report.unit();
        Map<LocalDate, Figures> byUnit = new HashMap<>();
        report.trend().forEach(group -> byUnit.put(group.key(), group.figures()));
        List<LocalDate> units = TrendViews.units(report);
        double most = Math.max(
                1,
                byUnit.values().stream()
                        .mapToLong(figures -> figures.eligible().value().orElse(0))
                        .max()
                        .orElse(1));
        List<DayColumn> columns = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            Optional<Figures> figures = Optional.ofNullable(byUnit.get(units.get(i)));
            if (figures.isEmpty()) {
                continue;
            }
            Figures counts = figures.get();
            // A day whose eligible count is hidden has no column: its height would tell.
            double height = CHART_HEIGHT * counts.eligible().value().orElse(0) / most;
            double inner = CHART_HEIGHT
                    * (counts.eligible().isHidden()
                            ? 0
                            : counts.portable().value().orElse(0))
                    / most;
            columns.add(new DayColumn(
                    PlainWords.name(unit, units.get(i)) + ": " + counted(counts),
                    Coordinates.text(i * DAY_PITCH + (DAY_PITCH - DAY_WIDTH) / 2),
                    Coordinates.text(DAY_WIDTH),
                    Coordinates.text(height),
                    Coordinates.text(CHART_HEIGHT - height),
                    Coordinates.text(inner),
                    Coordinates.text(CHART_HEIGHT - inner),
                    counts.portable().isHidden()));
        }
        return new DayChart(
                columns,
                columns.stream().anyMatch(DayColumn::portableHidden),
                Coordinates.text(units.size() * DAY_PITCH),
                PlainWords.shortName(unit, units.get(0)),
                PlainWords.shortName(unit, units.get(units.size() - 1)));
    }

    private static String counted(Figures figures) {
        String eligible = figures.eligible().isHidden() ? "hidden" : PlainWords.count(figures.eligible());
        String portable = figures.portable().isHidden() ? "hidden" : PlainWords.count(figures.portable());
        return "eligible " + eligible + ", portable " + portable;
    }

    private static ReasonRow flow(Suppliers.Flow flow) {
        return new ReasonRow(
                supplier(flow.sender()) + " to " + supplier(flow.recipient()),
                flow.portability()
                        .map(portability -> PlainWords.percent(portability.share()))
                        .orElse("hidden"),
                PlainWords.count(flow.eligible()));
    }

    private static String supplier(String name) {
        return name.isEmpty() ? "not known" : name;
    }

    private MoversView movers(Movers movers) {
        return new MoversView(
                PlainWords.date(movers.from()) + " to " + PlainWords.date(movers.to()),
                movers.pairs().stream()
                        .map(mover -> mover(
                                mover.key().sender().map(OdsCode::value).orElse("Not known"),
                                name(mover.key().sender()),
                                mover.key().recipient().map(OdsCode::value).orElse("Not routed"),
                                name(mover.key().recipient()),
                                mover))
                        .toList(),
                movers.senders().stream().map(this::mover).toList(),
                movers.recipients().stream().map(this::mover).toList());
    }

    private MoverRow mover(Mover<OdsCode> mover) {
        return mover(mover.key().value(), name(Optional.of(mover.key())), Integer.toString(mover.pairs()), "", mover);
    }

    private static MoverRow mover(
            String first, String firstDetail, String second, String secondDetail, Mover<?> mover) {
        return new MoverRow(
                first,
                firstDetail,
                second,
                secondDetail,
                PlainWords.percent(mover.before().share()),
                PlainWords.percent(mover.after().share()),
                PlainWords.percent(mover.atBest()),
                PlainWords.points(mover.change().low()) + " to "
                        + PlainWords.points(mover.change().high()));
    }

    private GroupRow pair(Group<Pair> group) {
        Pair pair = group.key();
        GroupRow row = row("", "", group.figures());
        String sender = pair.others()
                ? "All other pairs"
                : pair.sender().map(OdsCode::value).orElse("Not known");
        String recipient =
                pair.others() ? "" : pair.recipient().map(OdsCode::value).orElse("Not routed");
        return new GroupRow(
                sender,
                name(pair.sender()),
                recipient,
                name(pair.recipient()),
                row.eligible(),
                row.portable(),
                row.share(),
                row.interval(),
                row.mark(),
                row.statuses(),
                row.half(),
                row.most());
    }

    static GroupRow row(String name, String detail, Figures figures) {
        return new GroupRow(
                name,
                detail,
                "",
                "",
                PlainWords.count(figures.eligible()),
                PlainWords.count(figures.portable()),
                figures.portability()
                        .map(p -> PlainWords.percent(p.share()))
                        .orElse(figures.eligible().isZero() ? NONE : PlainWords.HIDDEN),
                figures.portability().map(PortabilityViews::interval).orElse(""),
                mark(figures),
                Arrays.stream(TransferStatus.values())
                        .map(status -> PlainWords.count(figures.of(status)))
                        .toList(),
                time(figures, Times::p50, PlainWords::shortDuration),
                time(figures, Times::p95, PlainWords::shortDuration));
    }

    private String name(Optional<OdsCode> organisation) {
        return organisation.flatMap(names).orElse("");
    }

    private static <K extends Enum<K>> List<ReasonRow> reasons(
            List<Reason<K>> reasons, Function<K, String> text, Function<K, String> who) {
        return reasons.stream()
                .map(reason -> new ReasonRow(
                        text.apply(reason.key()), who.apply(reason.key()), PlainWords.count(reason.count())))
                .toList();
    }

    static TransferRow transfer(Shell shell, TransferState state) {
        String id = state.transfer().toString();
        return new TransferRow(
                shell.base() + "/transfers/" + id,
                id,
                PlainWords.status(state.status()),
                PlainWords.tag(state.status()),
                pair(state),
                PlainWords.workflow(state.workflow()),
                PlainWords.moment(state.startedAt()));
    }

    static String pair(TransferState state) {
        return state.sender().map(OdsCode::value).orElse("not known")
                + state.recipient().map(recipient -> " to " + recipient).orElse(", not routed");
    }
}
