package uk.portage.gateway.auditor;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.auditor.page.OpenDataPage;
import uk.portage.gateway.auditor.page.Pages;
import uk.portage.gateway.auditor.page.Shell;
import uk.portage.gateway.ledger.LedgerReader;

/**
 * The published extract of the figures, to be mapped to {@code /open/*}: anyone may have it, so it is made once a day, by
 * one request at a time, and few requests are answered at a time. Nobody's question is kept: there is nobody to name.
 */
public final class OpenDataServlet extends HttpServlet {

    @Serial
    private static final long serialVersionUID = 1L;

    /** So many threads may be waiting for slow readers of a large file; the others are the organisations'. */
    private static final int MOST_AT_A_TIME = 4;

    private static final String SOON = "10";
    private static final String FOR_AN_HOUR = "public, max-age=3600";

    private final transient Clock clock;
    private final transient AuditSettings settings;
    private final transient Pages pages;
    private final transient Assets assets = new Assets();
    private final transient OpenExtracts extracts;
    private final transient Semaphore answering = new Semaphore(MOST_AT_A_TIME);

    public OpenDataServlet(LedgerReader ledger, Clock clock, AuditSettings settings) {
        this.extracts = new OpenExtracts(ledger, settings);
        this.clock = clock;
        this.settings = settings;
        this.pages = new Pages(settings::nameOf, settings.target());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            AuditServlet.refuse(
                    Problem.of(
                            HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                            FailureCode.UNSUPPORTED_TYPE,
                            "Read only",
                            "Only GET and HEAD can be used here."),
                    response);
            return;
        }
        if (!answering.tryAcquire()) {
            later("Others are being answered. Try again in a few seconds.").writeTo(response);
            return;
        }
        try {
            answer(request).writeTo(response);
        } finally {
            answering.release();
        }
    }

    private Answer answer(HttpServletRequest request) {
        Optional<OpenAddress.Asked> found =
                OpenAddress.of(Optional.ofNullable(request.getPathInfo()).orElse(""));
        if (found.isEmpty()) {
            return nothing();
        }
        return switch (found.get().address()) {
            case ENTRANCE -> Answer.movedTo(base(request) + "/data-dictionary");
            case DATA_DICTIONARY ->
                Answer.html(HttpServletResponse.SC_OK, page(request)).with(Map.of("Cache-Control", FOR_AN_HOUR));
            case TABLE_SCHEMA -> file(request, "application/csvm+json", OpenExtract.schema(), Optional.empty());
            case ASSET -> asset(request, found.get().name());
            case PORTABILITY_TABLE ->
                current()
                        .map(extract -> file(
                                        request, PortabilityCsv.TYPE, extract.table(), Optional.of(extract.tableTag()))
                                .with(Map.of(
                                        "Content-Disposition",
                                        "attachment; filename=\"portability.csv\"",
                                        "Link",
                                        "<portability.csv-metadata.json>; rel=\"describedby\";"
                                                + " type=\"application/csvm+json\"")))
                        .orElseGet(OpenDataServlet::notYet);
            case PORTABILITY ->
                current()
                        .map(extract -> file(request, Answer.JSON, extract.json(), Optional.of(extract.jsonTag())))
                        .orElseGet(OpenDataServlet::notYet);
        };
    }

    private Optional<OpenExtract> current() {
        try {
            return extracts.at(clock.instant());
        } catch (RuntimeException e) {
            getServletContext().log("the open data could not be made", e);
            return Optional.empty();
        }
    }

    private Answer file(HttpServletRequest request, String type, String content, Optional<String> entityTag) {
        String tag = entityTag.orElseGet(() -> OpenExtract.tag(content));
        Map<String, String> headers = new HashMap<>();
        headers.put("Cache-Control", FOR_AN_HOUR);
        headers.put("ETag", tag);
        // Open data is for the scripts of other sites, too; there is no credential that they could misuse here.
        headers.put("Access-Control-Allow-Origin", "*");
        return isKnown(request, tag)
                ? new Answer(HttpServletResponse.SC_NOT_MODIFIED, type, Map.copyOf(headers), "")
                : new Answer(HttpServletResponse.SC_OK, type, Map.copyOf(headers), content);
    }

    private static boolean isKnown(HttpServletRequest request, String tag) {
        return Optional.ofNullable(request.getHeader("If-None-Match")).stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .anyMatch(known -> known.equals(tag) || known.equals("W/" + tag));
    }

    private Answer asset(HttpServletRequest request, String name) {
        return assets.named(name)
                .map(asset -> file(request, asset.type(), asset.content(), Optional.of(asset.entityTag())))
                .orElseGet(OpenDataServlet::nothing);
    }

    private String page(HttpServletRequest request) {
        String base = base(request);
        return pages.openData(new OpenDataPage(
                new Shell(
                        base,
                        assets.stylesheets(base),
                        assets.icon(base),
                        settings.softwareVersion(),
                        Optional.empty()),
                columns(),
                Integer.toString(settings.smallestShown()),
                Integer.toString(OpenExtract.DELAY_DAYS),
                Integer.toString(OpenExtract.MOST_MONTHS)));
    }

    private static List<OpenDataPage.Column> columns() {
        return Arrays.stream(OpenColumn.values())
                .map(column -> new OpenDataPage.Column(column.title(), column.type(), column.meaning()))
                .toList();
    }

    private static Answer notYet() {
        return later("The figures cannot be had at the moment. Try again in a few seconds.");
    }

    private static Answer later(String detail) {
        return Answer.problem(Problem.of(
                        HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                        FailureCode.OVERLOADED,
                        "Not at the moment",
                        detail))
                .with(Map.of("Retry-After", SOON));
    }

    private static Answer nothing() {
        return Answer.problem(Problem.of(
                HttpServletResponse.SC_NOT_FOUND,
                FailureCode.NOT_FOUND,
                "Not found",
                "There is nothing at this address."));
    }

    private static String base(HttpServletRequest request) {
        return request.getContextPath() + request.getServletPath();
    }
}
