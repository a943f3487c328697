package uk.portage.gateway.auditor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.auditor.fhir.AuditEventJson;
import uk.portage.gateway.auditor.fhir.CapabilityStatementJson;
import uk.portage.gateway.auditor.fhir.MeasureReportJson;
import uk.portage.gateway.auditor.page.Fault;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.LedgerReader;

/**
 * The auditor's side as FHIR R4, to be mapped to {@code /audit/fhir/*}: the measure, its reports, and the ledger's entries
 * as audit events. It answers whom {@link AuditServlet} answers, and keeps each question likewise.
 */
public final class AuditFhirServlet extends HttpServlet {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String TYPE = "application/fhir+json;charset=utf-8";
    private static final String LINES = "application/fhir+ndjson;charset=utf-8";
    private static final Map<String, String> NEVER_KEPT = Map.of("Cache-Control", "no-store");
    private static final String BASE = "/audit/fhir";
    private static final int USUAL_PAGE = 50;
    private static final int MOST_OF_A_PAGE = 500;
    private static final int MOST_OF_AN_EXPORT = 10_000;

    private static final Map<String, String> NAMES_OF_MEASURE = Map.of(
            "periodStart",
            "from",
            "periodEnd",
            "to",
            "sender",
            "sender",
            "recipient",
            "recipient",
            "workflow",
            "workflow",
            "format",
            "format");

    private final transient LedgerReader ledger;
    private final transient QueryAccount queries;
    private final transient Reports reports;
    private final transient AuditSettings settings;
    private final transient String measure;
    private final transient Supplier<String> baseUrl;

    /**
     * @param queries where each question is kept before it is answered
     * @param measure the resource that defines the measure, as JSON
     * @param baseUrl what callers put before paths, without a slash at the end
     */
    public AuditFhirServlet(
            LedgerReader ledger,
            QueryAccount queries,
            Clock clock,
            AuditSettings settings,
            String measure,
            Supplier<String> baseUrl) {
        this.ledger = ledger;
        this.queries = queries;
        this.reports = new Reports(ledger, clock, settings);
        this.settings = settings;
        this.measure = measure;
        this.baseUrl = baseUrl;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Problem> refused = AuditServlet.refusal(request);
        if (refused.isPresent()) {
            AuditServlet.refuse(refused.get(), response);
            return;
        }
        try {
            answer(request).writeTo(response);
        } catch (RuntimeException e) {
            getServletContext().log("the auditor could not answer", e);
            outcome(
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            FailureCode.STORE_UNAVAILABLE,
                            "transient",
                            "The ledger cannot be read at the moment. Try again in a minute.")
                    .writeTo(response);
        }
    }

    private Answer answer(HttpServletRequest request) {
        Optional<FhirAddress.Asked> found =
                FhirAddress.of(Optional.ofNullable(request.getPathInfo()).orElse(""));
        if (found.isEmpty()) {
            return nothing("There is nothing at this address.");
        }
        if (!isKept(request, found.get().address())) {
            return outcome(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    FailureCode.STORE_UNAVAILABLE,
                    "transient",
                    "The question cannot be kept in the ledger at the moment, and none is answered that is not.");
        }
        return switch (found.get().address()) {
            case METADATA -> resource(CapabilityStatementJson.of(settings.softwareVersion()));
            case MEASURE -> fhir(HttpServletResponse.SC_OK, measure);
            case EVALUATE_MEASURE -> evaluate(request);
            case AUDIT_EVENT_SEARCH -> search(request);
            case AUDIT_EVENT_EXPORT -> export(request);
            case AUDIT_EVENT -> event(Long.parseLong(found.get().path().group(1)));
        };
    }

    private boolean isKept(HttpServletRequest request, FhirAddress address) {
        return address.question()
                .map(kind -> queries.keeps(request, kind, Optional.empty()))
                .orElse(true);
    }

    private Answer evaluate(HttpServletRequest request) {
        List<Fault> faults = new ArrayList<>();
        Map<String, String[]> parameters = new HashMap<>();
        request.getParameterMap().forEach((name, values) -> {
            Optional<String> ours = Optional.ofNullable(NAMES_OF_MEASURE.get(name));
            ours.ifPresent(known -> parameters.put(known, values));
            boolean summary = name.equals("reportType") && values.length == 1 && values[0].equals("summary");
            if (ours.isEmpty() && !summary) {
                faults.add(new Fault(
                        "parameters",
                        "Only these can be used: periodStart, periodEnd, sender, recipient, workflow, format, and reportType,"
                                + " which is summary"));
            }
        });
        Question question = Question.of(parameters, reports.today(), settings::supplier);
        faults.addAll(question.faults());
        if (!faults.isEmpty()) {
            return unusable(faults);
        }
        return resource(MeasureReportJson.of(reports.of(question), "Portage " + settings.softwareVersion()));
    }

    private Answer search(HttpServletRequest request) {
        AuditEventSearch search = AuditEventSearch.of(request.getParameterMap(), USUAL_PAGE, MOST_OF_A_PAGE);
        if (!search.faults().isEmpty()) {
            return unusable(search.faults());
        }
        AuditEventSearch.Page page = search.page(ledger);
        ObjectNode bundle = JsonNodeFactory.instance.objectNode();
        bundle.put("resourceType", "Bundle");
        bundle.put("type", "searchset");
        ArrayNode links = bundle.putArray("link");
        link(links, "self", search, search.after());
        page.next().ifPresent(next -> link(links, "next", search, next));
        if (!page.entries().isEmpty()) {
            ArrayNode entries = bundle.putArray("entry");
            for (Entry found : page.entries()) {
                ObjectNode entry = entries.addObject();
                entry.put("fullUrl", address("AuditEvent/" + found.sequence()));
                entry.set("resource", AuditEventJson.of(found));
                entry.putObject("search").put("mode", "match");
            }
        }
        return resource(bundle);
    }

    private void link(ArrayNode links, String relation, AuditEventSearch search, long after) {
        links.addObject().put("relation", relation).put("url", address("AuditEvent?" + search.parametersOfNext(after)));
    }

    /** The same as lines, in larger pages. */
    private Answer export(HttpServletRequest request) {
        AuditEventSearch search = AuditEventSearch.of(request.getParameterMap(), MOST_OF_AN_EXPORT, MOST_OF_AN_EXPORT);
        if (!search.faults().isEmpty()) {
            return unusable(search.faults());
        }
        AuditEventSearch.Page page = search.page(ledger);
        StringBuilder lines = new StringBuilder();
        page.entries().forEach(entry -> lines.append(AuditEventJson.of(entry)).append('\n'));
        Answer answer = new Answer(HttpServletResponse.SC_OK, LINES, NEVER_KEPT, lines.toString());
        return page.next()
                .map(next -> answer.with(Map.of(
                        "Link",
                        "<" + address("AuditEvent/$export?" + search.parametersOfNext(next)) + ">; rel=\"next\"")))
                .orElse(answer);
    }

    private Answer event(long sequence) {
        return ledger.entriesAfter(sequence - 1, 1).stream()
                .filter(entry -> entry.sequence() == sequence)
                .findFirst()
                .map(entry -> resource(AuditEventJson.of(entry)))
                .orElseGet(() -> nothing("There is no audit event with this id."));
    }

    private String address(String below) {
        return baseUrl.get() + BASE + "/" + below;
    }

    private static Answer resource(ObjectNode resource) {
        return fhir(HttpServletResponse.SC_OK, Json.text(resource));
    }

    private static Answer fhir(int status, String body) {
        return new Answer(status, TYPE, NEVER_KEPT, body);
    }

    private static Answer nothing(String detail) {
        return outcome(HttpServletResponse.SC_NOT_FOUND, FailureCode.NOT_FOUND, "not-found", detail);
    }

    private static Answer unusable(List<Fault> faults) {
        return outcome(
                HttpServletResponse.SC_BAD_REQUEST,
                FailureCode.INVALID_VALUE,
                "invalid",
                faults.get(0).message());
    }

    /** @param type of FHIR's issue types */
    private static Answer outcome(int status, FailureCode code, String type, String detail) {
        ObjectNode outcome = JsonNodeFactory.instance.objectNode();
        outcome.put("resourceType", "OperationOutcome");
        ObjectNode issue = outcome.putArray("issue").addObject();
        issue.put("severity", "error").put("code", type);
        issue.putObject("details")
                .putArray("coding")
                .addObject()
                .put("system", "https://portage.uk/fhir/CodeSystem/failure-code")
                .put("code", code.name());
        issue.put("diagnostics", detail);
        return fhir(status, Json.text(outcome));
    }
}
