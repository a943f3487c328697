package uk.portage.gateway.auditor;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.auditor.page.DefinitionsPage;
import uk.portage.gateway.auditor.page.Fault;
import uk.portage.gateway.auditor.page.Pages;
import uk.portage.gateway.auditor.page.Shell;
import uk.portage.gateway.auditor.page.SignedIn;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.LedgerTree;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.TransferId;

/**
 * The auditor's pages and API, to be mapped to {@code /audit/*}. It answers only requests with a {@link Caller} who is an
 * auditor or an operator; who that is must have been found out before. Paths and fields are in this room's README.
 */
public final class AuditServlet extends HttpServlet {

    /** The first time takes about three times as long as the fourth. */
    private static final int TIMES_TO_WARM_UP = 3;

    private static final long serialVersionUID = 1L;

    private static final String CHALLENGE = "Bearer realm=\"Portage\"";
    private static final int NEWEST_ON_PAGE = 20;
    private static final int USUAL_LISTED = 50;
    private static final int MOST_LISTED = 500;

    /** The newest checkpoint, so that whoever asks for anything can hold the ledger to it later. */
    private static final String CHECKPOINT = "Portage-Checkpoint";

    private final transient LedgerReader ledger;
    private final transient LedgerTree tree;
    private final transient QueryAccount queries;
    private final transient Reports reports;
    private final transient AuditSettings settings;
    private final transient Pages pages;
    private final transient Assets assets = new Assets();

    /** @param queries where each question is kept before it is answered */
    public AuditServlet(
            LedgerReader ledger, LedgerTree tree, QueryAccount queries, Clock clock, AuditSettings settings) {
        this.ledger = ledger;
        this.tree = tree;
        this.queries = queries;
        this.reports = new Reports(ledger, clock, settings);
        this.settings = settings;
        this.pages = new Pages(settings::nameOf, settings.target());
    }

    /**
     * Works the usual report out some times and forgets it, so that the first who looks at a large ledger does not wait for
     * what only the first waits for.
     *
     * @throws uk.portage.gateway.ledger.LedgerUnavailableException if the ledger cannot be read
     */
    public void warmUp() {
        Question usual = Question.of(Map.of(), reports.today(), settings::supplier);
        for (int time = 0; time < TIMES_TO_WARM_UP; time++) {
            reports.movers(usual.query(), reports.of(usual).pairs());
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request).writeTo(response);
    }

    /** Why a request is not answered, whatever it asks for: by whom it is, or what it would do. */
    static Optional<Problem> refusal(HttpServletRequest request) {
        if (!(request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller)) {
            return Optional.of(Problem.of(
                    HttpServletResponse.SC_UNAUTHORIZED,
                    FailureCode.UNAUTHENTICATED,
                    "Sign in first",
                    "This needs the credential of an auditor or an operator."));
        }
        boolean allowed = switch (caller.role()) {
            case AUDITOR, OPERATOR -> true;
            case SOURCE, DESTINATION -> false;
        };
        if (!allowed) {
            return Optional.of(Problem.of(
                    HttpServletResponse.SC_FORBIDDEN,
                    FailureCode.FORBIDDEN,
                    "Not for this credential",
                    "Only auditors and operators can see this."));
        }
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            return Optional.of(Problem.of(
                    HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                    FailureCode.UNSUPPORTED_TYPE,
                    "Read only",
                    "Only GET and HEAD can be used here."));
        }
        return Optional.empty();
    }

    /** Headers that belong to a refusal. */
    private static Map<String, String> headersOf(Problem refused) {
        return switch (refused.status()) {
            case HttpServletResponse.SC_UNAUTHORIZED -> Map.of("WWW-Authenticate", CHALLENGE);
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED -> Map.of("Allow", "GET, HEAD");
            default -> Map.of();
        };
    }

    static void refuse(Problem refused, HttpServletResponse response) throws IOException {
        Answer.problem(refused).with(headersOf(refused)).writeTo(response);
    }

    private Answer answer(HttpServletRequest request) {
        boolean forPrograms = path(request).startsWith("/api/");
        Optional<Problem> refused = refusal(request);
        if (refused.isPresent()) {
            return refusal(request, forPrograms, refused.get()).with(headersOf(refused.get()));
        }
        try {
            return routed(request, forPrograms).with(checkpoint());
        } catch (RuntimeException e) {
            // Whatever it was, the reader's answer is the same: the ledger could not be read, and nothing was changed.
            getServletContext().log("the auditor could not answer", e);
            return refusal(
                    request,
                    forPrograms,
                    Problem.of(
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            FailureCode.STORE_UNAVAILABLE,
                            "The ledger cannot be read",
                            "The ledger cannot be read at the moment. Try again in a minute."));
        }
    }

    private Map<String, String> checkpoint() {
        return tree.newest()
                .map(head -> Map.of(
                        CHECKPOINT,
                        head.checkpoint().size() + " "
                                + head.checkpoint().root().base64()))
                .orElseGet(Map::of);
    }

    private Answer routed(HttpServletRequest request, boolean forPrograms) {
        Optional<AuditAddress.Asked> found = AuditAddress.of(path(request));
        if (found.isEmpty()) {
            return refusal(request, forPrograms, notFound("There is nothing at this address."));
        }
        if (!isKept(request, found.get())) {
            return refusal(
                    request,
                    forPrograms,
                    Problem.of(
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            FailureCode.STORE_UNAVAILABLE,
                            "The question cannot be kept",
                            "Each question is kept in the ledger before it is answered, and this one cannot be at the"
                                    + " moment. Try again in a minute."));
        }
        String name = found.get().name();
        return switch (found.get().address()) {
            case ENTRANCE -> Answer.movedTo(base(request) + "/");
            case PORTABILITY_PAGE -> page(request);
            case DEFINITIONS_PAGE -> definitions(request);
            case TRANSFER_PAGE -> timelinePage(request, name);
            case ASSET -> asset(request, name);
            case PORTABILITY -> portability(request);
            case PORTABILITY_TABLE -> table(request);
            case API_DOCUMENT -> Answer.json(assets.apiDocument());
            case TRANSFERS -> transfers(request, "newest", ledger::newest);
            case UNDELIVERED -> transfers(request, "oldest", ledger::undelivered);
            case RECEIPT -> receipt(request, name);
            case TRANSFER -> timeline(request, name);
        };
    }

    /** True if nothing is asked that is kept, too. */
    private boolean isKept(HttpServletRequest request, AuditAddress.Asked asked) {
        return asked.address()
                .question()
                .map(kind -> queries.keeps(request, kind, state(asked.name()).map(TransferState::transfer)))
                .orElse(true);
    }

    private Answer page(HttpServletRequest request) {
        Question question = Question.of(request.getParameterMap(), reports.today(), settings::supplier);
        boolean usable = question.faults().isEmpty();
        Question answered = usable ? question : Question.of(Map.of(), reports.today(), settings::supplier);
        PortabilityReport report = reports.of(answered);
        String page = pages.portability(
                shell(request),
                report,
                reports.movers(answered.query(), report.pairs()),
                reports.suppliers(report.pairs()),
                question.asked(),
                question.faults(),
                ledger.newest(NEWEST_ON_PAGE));
        return Answer.html(usable ? HttpServletResponse.SC_OK : HttpServletResponse.SC_BAD_REQUEST, page);
    }

    private Answer portability(HttpServletRequest request) {
        Question question = Question.of(request.getParameterMap(), reports.today(), settings::supplier);
        if (!question.faults().isEmpty()) {
            return Answer.problem(Problem.ofParameters(question.faults()));
        }
        PortabilityReport report = reports.of(question);
        return Answer.json(Json.text(PortabilityJson.of(
                report, reports.movers(question.query(), report.pairs()), reports.suppliers(report.pairs()))));
    }

    private Answer table(HttpServletRequest request) {
        Question question = Question.of(request.getParameterMap(), "table", reports.today(), settings::supplier);
        List<Fault> faults = new ArrayList<>(question.faults());
        Optional<CsvTable> asked =
                Optional.ofNullable(request.getParameter("table")).flatMap(CsvTable::ofCode);
        if (asked.isEmpty()) {
            faults.add(new Fault("table", "Table must be one of: " + CsvTable.codes()));
        }
        if (!faults.isEmpty()) {
            return Answer.problem(Problem.ofParameters(faults));
        }
        CsvTable wanted = asked.orElseThrow();
        RollupQuery query = question.query();
        String name = "portability-" + wanted.code() + "-" + query.from() + "-to-" + query.to() + ".csv";
        String table = switch (wanted) {
            case MOVERS -> PortabilityCsv.of(reports.movers(query, reports.pairs(query)));
            case SUPPLIERS -> PortabilityCsv.of(reports.suppliers(reports.pairs(query)));
            default -> PortabilityCsv.of(reports.of(question, wanted.unit().orElseGet(question::unit)), wanted);
        };
        return Answer.file(PortabilityCsv.TYPE, name, table);
    }

    private Answer definitions(HttpServletRequest request) {
        return Answer.html(
                HttpServletResponse.SC_OK,
                pages.definitions(DefinitionsPage.of(shell(request), settings.smallestShown(), settings.target())));
    }

    /** @param which the parameter that says how many, and how it is called */
    private Answer transfers(HttpServletRequest request, String which, IntFunction<List<TransferState>> of) {
        List<String> known = List.of(which);
        List<Fault> faults =
                new ArrayList<>(Question.unknown(request.getParameterMap().keySet(), known));
        Map<String, String> values = Question.single(request.getParameterMap(), known, faults);
        String number = values.getOrDefault(which, Integer.toString(USUAL_LISTED));
        int limit = number.matches("[0-9]{1,3}") ? Integer.parseInt(number) : 0;
        if (limit < 1 || limit > MOST_LISTED) {
            faults.add(new Fault(which, Question.label(which) + " must be a whole number from 1 to " + MOST_LISTED));
        }
        return faults.isEmpty()
                ? Answer.json(Json.text(TransferJson.list(of.apply(limit))))
                : Answer.problem(Problem.ofParameters(faults));
    }

    private Answer timeline(HttpServletRequest request, String id) {
        return state(id)
                .map(state -> Answer.json(Json.text(TransferJson.timeline(state, ledger.entriesOf(state.transfer())))))
                .orElseGet(() -> refusal(request, true, noTransfer()));
    }

    private Answer receipt(HttpServletRequest request, String id) {
        return state(id)
                .flatMap(state -> tree.receipt(state.transfer(), false))
                .map(receipt -> Answer.json(Json.text(ReceiptJson.of(receipt))))
                .orElseGet(() -> refusal(request, true, noTransfer()));
    }

    private Answer timelinePage(HttpServletRequest request, String id) {
        return state(id)
                .map(state -> Answer.html(
                        HttpServletResponse.SC_OK,
                        pages.timeline(shell(request), state, ledger.entriesOf(state.transfer()))))
                .orElseGet(() -> refusal(request, false, noTransfer()));
    }

    private Optional<TransferState> state(String id) {
        return TransferId.parse(id).flatMap(ledger::state);
    }

    private Answer asset(HttpServletRequest request, String name) {
        return assets.named(name)
                .map(asset -> {
                    // Private: an asset is behind the same credential as the pages.
                    Map<String, String> headers =
                            Map.of("Cache-Control", "private, max-age=86400", "ETag", asset.entityTag());
                    boolean known = asset.entityTag().equals(request.getHeader("If-None-Match"));
                    return known
                            ? new Answer(HttpServletResponse.SC_NOT_MODIFIED, asset.type(), headers, "")
                            : new Answer(HttpServletResponse.SC_OK, asset.type(), headers, asset.content());
                })
                .orElseGet(() -> refusal(request, false, notFound("There is no such file.")));
    }

    private static Problem noTransfer() {
        return notFound("There is no transfer with this id.");
    }

    private static Problem notFound(String detail) {
        return Problem.of(HttpServletResponse.SC_NOT_FOUND, FailureCode.NOT_FOUND, "Not found", detail);
    }

    private Answer refusal(HttpServletRequest request, boolean forPrograms, Problem problem) {
        return forPrograms
                ? Answer.problem(problem)
                : Answer.html(problem.status(), pages.message(shell(request), problem.title(), problem.detail()));
    }

    private Shell shell(HttpServletRequest request) {
        String base = base(request);
        Optional<SignedIn> signedIn = Optional.ofNullable(request.getAttribute(SignedIn.ATTRIBUTE))
                .filter(SignedIn.class::isInstance)
                .map(SignedIn.class::cast);
        return new Shell(base, assets.stylesheets(base), assets.icon(base), settings.softwareVersion(), signedIn);
    }

    private static String base(HttpServletRequest request) {
        return request.getContextPath() + request.getServletPath();
    }

    private static String path(HttpServletRequest request) {
        return Optional.ofNullable(request.getPathInfo()).orElse("");
    }
}
