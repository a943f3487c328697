package uk.portage.gateway.auditor.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import uk.portage.gateway.auditor.report.Movers;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.auditor.report.Suppliers;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.transfer.OdsCode;

/** Writes the pages. Safe for use by many threads. */
public final class Pages {

    private static final String TEMPLATES = "uk.portage.gateway.auditor.page.templates";

    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, Pages.class.getClassLoader(), TEMPLATES);
    private final PortabilityViews portability;
    private final TimelineViews timeline;

    /**
     * @param names what to call an organisation beside its code
     * @param target the share of transfers that are to be portable, from 0 to 1: drawn beside the shares that are
     */
    public Pages(Function<OdsCode, Optional<String>> names, double target) {
        this.portability = new PortabilityViews(names, target);
        this.timeline = new TimelineViews(names);
    }

    /** @param newest the newest transfers of all periods; empty if there has never been one */
    public String portability(
            Shell shell,
            PortabilityReport report,
            Movers movers,
            Suppliers suppliers,
            Asked asked,
            List<Fault> faults,
            List<TransferState> newest) {
        return render("portability.jte", portability.page(shell, report, movers, suppliers, asked, faults, newest));
    }

    /** What each figure means and how it is worked out. */
    public String definitions(DefinitionsPage page) {
        return render("definitions.jte", page);
    }

    /** What the published extract is. */
    public String openData(OpenDataPage page) {
        return render("opendata.jte", page);
    }

    public String timeline(Shell shell, TransferState state, List<Entry> entries) {
        return render("timeline.jte", timeline.page(shell, state, entries));
    }

    public String message(Shell shell, String title, String message) {
        return render("message.jte", new MessagePage(shell, title, message));
    }

    public String signIn(SignInPage page) {
        return render("signin.jte", page);
    }

    private String render(String template, Object page) {
        StringOutput output = new StringOutput();
        templates.render(template, page, output);
        return output.toString();
    }
}
