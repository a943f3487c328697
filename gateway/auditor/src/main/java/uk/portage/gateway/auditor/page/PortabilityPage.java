package uk.portage.gateway.auditor.page;

import java.util.List;

/**
 * The auditor's first page.
 *
 * @param ledgerEmpty true if there has never been a transfer
 * @param periodEmpty true if there is none in this period
 * @param gp2gp how many were on time as GP2GP counts, in a sentence
 * @param usesHidden true if a count on the page is hidden
 */
public record PortabilityPage(
        Shell shell,
        String period,
        Filter filter,
        boolean ledgerEmpty,
        boolean periodEmpty,
        boolean usesHidden,
        String hiddenBelow,
        Headline headline,
        Funnel funnel,
        List<StatusRow> statuses,
        TrendChart trend,
        DayChart days,
        WaitingChart waiting,
        Matrix matrix,
        List<GroupRow> pairs,
        boolean pairsMerged,
        MoversView movers,
        List<ReasonRow> suppliers,
        List<GroupRow> workflows,
        List<GroupRow> formats,
        List<ReasonRow> failures,
        List<ReasonRow> losses,
        List<ReasonRow> lost,
        List<ReasonRow> withheld,
        List<ReasonRow> exclusions,
        String restated,
        CoverageView coverage,
        List<TransferRow> newest,
        Verification verification,
        List<ConcentrationRow> concentration,
        String gp2gp,
        List<ReasonRow> gp2gpClasses,
        Links links) {

    public PortabilityPage {
        concentration = List.copyOf(concentration);
        gp2gpClasses = List.copyOf(gp2gpClasses);
        statuses = List.copyOf(statuses);
        pairs = List.copyOf(pairs);
        suppliers = List.copyOf(suppliers);
        workflows = List.copyOf(workflows);
        formats = List.copyOf(formats);
        failures = List.copyOf(failures);
        losses = List.copyOf(losses);
        lost = List.copyOf(lost);
        withheld = List.copyOf(withheld);
        exclusions = List.copyOf(exclusions);
        newest = List.copyOf(newest);
    }

    /** The form: what was asked, and what was wrong with it. */
    public record Filter(Asked asked, List<Choice> workflows, List<Fault> faults) {
        public Filter {
            workflows = List.copyOf(workflows);
            faults = List.copyOf(faults);
        }

        /** Empty if the parameter can be used. */
        public String message(String parameter) {
            return faults.stream()
                    .filter(fault -> fault.parameter().equals(parameter))
                    .map(Fault::message)
                    .findFirst()
                    .orElse("");
        }

        public boolean isFaulty(String parameter) {
            return !message(parameter).isEmpty();
        }
    }

    public record Choice(String value, String text, boolean chosen) {}

    /**
     * The measure itself.
     *
     * @param share for example 62.5%, or a dash
     * @param provisional empty if no transfer is open
     */
    public record Headline(
            String share,
            String interval,
            String sentence,
            String provisional,
            IntervalMark mark,
            String eligible,
            String portable,
            String open,
            String half,
            String most) {}

    /**
     * A share and its interval on a line of a hundred units.
     *
     * @param shown false if there is no share to draw
     */
    public record IntervalMark(boolean shown, String low, String width, String point) {}

    /** The funnel, as bars in a picture and as a table. */
    public record Funnel(List<FunnelStep> steps, int height, String description) {
        public Funnel {
            steps = List.copyOf(steps);
        }
    }

    /** @param width of the bar, of {@link PortabilityViews#BAR_WIDTH} */
    public record FunnelStep(
            String name, String meaning, String count, String share, boolean hidden, int y, String width) {}

    public record StatusRow(String name, String tag, String meaning, String count, String share) {}

    /** One column for each day, week or month of the period. */
    public record DayChart(List<DayColumn> columns, boolean anyHidden, String width, String first, String last) {
        public DayChart {
            columns = List.copyOf(columns);
        }
    }

    /** Heights and places in the chart's units. */
    public record DayColumn(
            String title,
            String x,
            String width,
            String height,
            String y,
            String inner,
            String innerY,
            boolean portableHidden) {}

    /**
     * A row of a breakdown.
     *
     * @param name what the group has in common
     * @param detail a second line below the name, may be empty
     * @param second for pairs the recipient
     * @param secondDetail a second line below it, may be empty
     * @param statuses in the order of the statuses
     */
    public record GroupRow(
            String name,
            String detail,
            String second,
            String secondDetail,
            String eligible,
            String portable,
            String share,
            String interval,
            IntervalMark mark,
            List<String> statuses,
            String half,
            String most) {
        public GroupRow {
            statuses = List.copyOf(statuses);
        }
    }

    /**
     * How much was seen of what happened.
     *
     * @param share for example 97.5%, or that it is unknown
     */
    public record CoverageView(String share, String sentence, List<CoverageRow> rows) {
        public CoverageView {
            rows = List.copyOf(rows);
        }
    }

    /** @param detail its name, empty if it is not known */
    public record CoverageRow(
            String organisation, String detail, String share, String seen, String events, String days) {}

    /**
     * Whose P fell most.
     *
     * @param before the period they are compared with
     */
    public record MoversView(String before, List<MoverRow> pairs, List<MoverRow> senders, List<MoverRow> recipients) {
        public MoversView {
            pairs = List.copyOf(pairs);
            senders = List.copyOf(senders);
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * A pair or an organisation that fell.
     *
     * @param first the sender of a pair, else the organisation
     * @param second the recipient of a pair, else how many pairs of the organisation are compared
     * @param atBest its share if all that is open became portable
     * @param change from before to that, as an interval of percentage points
     */
    public record MoverRow(
            String first,
            String firstDetail,
            String second,
            String secondDetail,
            String before,
            String now,
            String atBest,
            String change) {}

    /** How far the flow hangs on a few of something. */
    public record ConcentrationRow(String of, String index) {}

    public record ReasonRow(String text, String who, String count) {}

    public record TransferRow(
            String path, String id, String status, String tag, String pair, String workflow, String startedAt) {}
}
