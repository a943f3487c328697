package uk.portage.gateway.auditor.page;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import uk.portage.gateway.auditor.page.PortabilityPage.CoverageRow;
import uk.portage.gateway.auditor.page.PortabilityPage.CoverageView;
import uk.portage.gateway.auditor.report.Coverage;
import uk.portage.gateway.transfer.OdsCode;

/** Says in words how much was seen of what happened. */
final class CoverageViews {

    /** As many as a reader takes in; the API has them all. */
    private static final int MOST_ROWS = 20;

    private CoverageViews() {}

    static CoverageView of(Coverage coverage, Function<OdsCode, Optional<String>> names) {
        if (!coverage.isKnown()) {
            return new CoverageView(
                    "Unknown",
                    "Nobody has posted an independent count of events for these days and organisations as a whole, so a"
                            + " record that was never sent cannot be seen here.",
                    List.of());
        }
        Coverage.Of total = coverage.total();
        int uncounted = coverage.uncounted().size();
        String sentence = PlainWords.number(total.seen()) + " records were received of the "
                + PlainWords.number(total.events()) + " events that were counted at "
                + (coverage.organisations().size() == 1
                        ? "one sender"
                        : coverage.organisations().size() + " senders")
                + ", on the days on which they were counted."
                + (uncounted == 0
                        ? ""
                        : " Nobody counts at " + (uncounted == 1 ? "one other" : uncounted + " others") + ".")
                + (coverage.organisations().size() > MOST_ROWS ? " The lowest are listed." : "");
        return new CoverageView(
                share(total),
                sentence,
                coverage.organisations().stream()
                        .limit(MOST_ROWS)
                        .map(one -> new CoverageRow(
                                one.organisation(),
                                OdsCode.parse(one.organisation()).flatMap(names).orElse(""),
                                share(one),
                                PlainWords.number(one.seen()),
                                PlainWords.number(one.events()),
                                Integer.toString(one.days())))
                        .toList());
    }

    private static String share(Coverage.Of one) {
        return one.share().isPresent() ? PlainWords.percent(one.share().getAsDouble()) : "";
    }
}
