package uk.portage.gateway.app.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Takes independent counts of what happened at an organisation: {@code PUT} of {@code text/csv}, see {@link SourceEvents}.
 * A source says its own; an operator anybody's.
 */
final class SourceEventsServlet extends HttpServlet {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int MOST_BYTES = 4 << 20;
    private static final long COMMIT_SECONDS = 10;

    private final transient Store store;
    private final transient Clock clock;

    SourceEventsServlet(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = (Caller) request.getAttribute(Caller.ATTRIBUTE);
        Optional<OdsCode> own =
                caller.role() == Caller.Role.SOURCE ? Optional.of(caller.organisation()) : Optional.empty();
        String type = String.valueOf(request.getContentType());
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase("text/csv")) {
            ErrorAnswer.write(
                    request, response, 415, Optional.of("UNSUPPORTED_TYPE"), "the Content-Type must be text/csv");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            ErrorAnswer.write(request, response, 413, Optional.of("OVERSIZED"), "more than 4 MiB: send it in parts");
            return;
        }
        List<EntryDraft> counts;
        try {
            counts = SourceEvents.read(
                    new String(body, StandardCharsets.UTF_8),
                    own,
                    LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        } catch (WrongContentException wrong) {
            ErrorAnswer.write(request, response, 422, Optional.of("INVALID_VALUE"), wrong.what());
            return;
        }
        try {
            store.write(transaction -> {
                        counts.forEach(transaction::append);
                        return counts.size();
                    })
                    .orTimeout(COMMIT_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException late) {
            ErrorAnswer.write(
                    request, response, 503, Optional.of("STORE_UNAVAILABLE"), "the store did not commit: try again");
            return;
        }
        OperatorServlet.write(
                response, 200, counts.size() + (counts.size() == 1 ? " day counted\n" : " days counted\n"));
    }
}
