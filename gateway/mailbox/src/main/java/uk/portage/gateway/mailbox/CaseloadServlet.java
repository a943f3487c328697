package uk.portage.gateway.mailbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Takes a destination's caseload as a CSV file: {@code PUT} or {@code POST} of {@code text/csv} replaces the whole
 * caseload, {@code GET} says how many persons are in it. The caller is found as in {@link MailboxServlet}.
 */
public final class CaseloadServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final int MAXIMUM_BYTES = 10_000_000;
    private static final JsonFactory JSON = new JsonFactory();

    private final transient Caseload caseload;
    private final transient Mailbox mailbox;

    public CaseloadServlet(Store store, MailboxSettings settings) {
        this.caseload = new Caseload(store, settings);
        this.mailbox = new Mailbox(store);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AnswerHeaders.set(response);
        try {
            answer(request, response);
        } catch (RuntimeException failure) {
            OutcomeWriter.write(request, response, FailureAnswers.refusalOf(failure));
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = Callers.of(request);
        if (caller.role() != Caller.Role.DESTINATION) {
            mailbox.denyRole(caller.organisation());
            throw new RefusedException(Refusal.forbidden());
        }
        OdsCode owner = caller.organisation();
        switch (request.getMethod()) {
            case "GET" -> send(response, owner, caseload.size(owner));
            case "PUT", "POST" -> {
                if (!RequestBody.mediaType(request).equals("text/csv")) {
                    throw RequestBody.unsupportedMediaType("the Content-Type must be text/csv, in UTF-8");
                }
                send(
                        response,
                        owner,
                        caseload.replace(owner, CaseloadCsv.persons(RequestBody.text(request, MAXIMUM_BYTES))));
            }
            default ->
                throw new RefusedException(Refusal.of(
                                405,
                                FailureCode.UNSUPPORTED_TYPE,
                                IssueType.NOT_SUPPORTED,
                                "this address allows GET, PUT, POST only")
                        .with("Allow", "GET, PUT, POST"));
        }
    }

    private static void send(HttpServletResponse response, OdsCode owner, long persons) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("owner", owner.value());
            json.writeNumberField("persons", persons);
            json.writeEndObject();
        }
        response.setContentType("application/json");
        response.setContentLength(out.size());
        out.writeTo(response.getOutputStream());
    }
}
