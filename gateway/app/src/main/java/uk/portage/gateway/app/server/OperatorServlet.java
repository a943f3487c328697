package uk.portage.gateway.app.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.app.registry.OrganisationOrders;
import uk.portage.gateway.operator.OperatorArea;
import uk.portage.gateway.pipeline.RoadHealth;
import uk.portage.gateway.store.Erasure;
import uk.portage.gateway.store.ParkedKey;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.ErasureReason;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.verifier.note.VerifierKey;

/** What an operator asks and orders, as plain lines: the same that the command line shows. */
final class OperatorServlet extends HttpServlet {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(OperatorServlet.class);

    /** The closed list of what an operator can ask and order, below {@code /operator}. */
    enum Order {
        STATUS("GET", "/status"),
        PARKED("GET", "/parked"),
        RELEASE("POST", "/parked/([0-9a-f]{32})/release"),
        ERASE("POST", "/records/([0-9a-f-]{36})/erase"),
        ROTATE_KEY("POST", "/key/rotate"),
        ROTATE_LEDGER_KEY("POST", "/ledger/rotate-key"),
        COSIGN("POST", "/ledger/cosignatures"),
        ORGANISATIONS("GET", "/organisations"),
        ADD("POST", "/organisations/([^/]{1,64})"),
        SUSPEND("POST", "/organisations/([^/]{1,64})/suspend"),
        RESUME("POST", "/organisations/([^/]{1,64})/resume"),
        ROTATE("POST", "/organisations/([^/]{1,64})/rotate");

        private final String method;
        private final Pattern path;

        Order(String method, String path) {
            this.method = method;
            this.path = Pattern.compile(path);
        }

        Matcher matcher(HttpServletRequest request) {
            return path.matcher(String.valueOf(request.getPathInfo()));
        }
    }

    private final transient Store store;
    private final transient RoadAccess road;
    private final transient OrganisationOrders organisations;
    private final transient OrganisationAnswers changes;
    private final transient LedgerAnswers ledger;
    private final transient Clock clock;
    private final transient Set<OdsCode> destinations;
    private final transient Map<OdsCode, String> names;
    private final transient OperatorArea area;

    /**
     * @param witnesses the keys of those who may cosign the ledger
     * @param area answers for what is no order of this list
     */
    OperatorServlet(
            Store store,
            RoadAccess road,
            OrganisationOrders organisations,
            List<VerifierKey> witnesses,
            Clock clock,
            Set<OdsCode> destinations,
            Map<OdsCode, String> names,
            OperatorArea area) {
        this.area = area;
        this.store = store;
        this.road = road;
        this.organisations = organisations;
        this.changes = new OrganisationAnswers(organisations);
        this.ledger = new LedgerAnswers(store, witnesses);
        this.clock = clock;
        this.destinations = new TreeSet<>(destinations);
        this.names = names;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean exists = false;
        for (Order order : Order.values()) {
            Matcher asked = order.matcher(request);
            if (!asked.matches()) {
                continue;
            }
            if (order.method.equals(request.getMethod())) {
                switch (order) {
                    case STATUS -> status(response);
                    case PARKED -> write(response, 200, parked());
                    case RELEASE -> release(new OrderingKey(asked.group(1)), request, response);
                    case ERASE -> erase(asked.group(1), request, response);
                    case ROTATE_KEY -> rotateKey(request, response);
                    case ROTATE_LEDGER_KEY, COSIGN -> ledger.change(order, request, response);
                    case ORGANISATIONS -> write(response, 200, organisations.list());
                    case ADD, SUSPEND, RESUME, ROTATE -> changes.change(order, asked.group(1), request, response);
                }
                return;
            }
            exists = true;
            response.addHeader("Allow", order.method);
        }
        if (exists) {
            ErrorAnswer.write(request, response, 405, Optional.of("UNSUPPORTED_TYPE"), ErrorAnswer.sentence(405));
        } else {
            area.service(request.getContextPath() + request.getServletPath(), request, response);
        }
    }

    private void release(OrderingKey key, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!store.isParked(key)) {
            ErrorAnswer.write(request, response, 404, Optional.of("NOT_FOUND"), "no person with this key is parked");
            return;
        }
        int released = road.release(key);
        write(response, 200, released + (released == 1 ? " record goes on\n" : " records go on\n"));
    }

    /** @param id of a submission, or of one of its transfers */
    private void erase(String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<ErasureReason> reason =
                Optional.ofNullable(request.getParameter("reason")).flatMap(ErasureReason::ofCode);
        if (reason.isEmpty()) {
            ErrorAnswer.write(
                    request,
                    response,
                    400,
                    Optional.of("INVALID_VALUE"),
                    "the reason is one of "
                            + Arrays.stream(ErasureReason.values())
                                    .map(ErasureReason::code)
                                    .collect(Collectors.joining(", ")));
            return;
        }
        boolean evenIfUndelivered = "true".equals(request.getParameter("even-if-undelivered"));
        Optional<SubmissionId> submission = TransferId.parse(id)
                .map(transfer -> store.submissionOf(transfer).orElseGet(() -> new SubmissionId(transfer.value())));
        Erasure erasure = submission
                .map(found ->
                        store.erase(found, reason.get(), evenIfUndelivered).join())
                .orElseGet(Erasure.NotFound::new);
        if (erasure instanceof Erasure.Erased erased) {
            LOG.info(
                    "Submission {} was erased by an operator: {}",
                    submission.get(),
                    reason.get().code());
            write(
                    response,
                    200,
                    "the record is erased"
                            + (erased.undelivered() == 0 ? "" : ", undelivered to " + erased.undelivered()) + "\n");
        } else if (erasure instanceof Erasure.ErasedBefore before) {
            write(response, 200, "the record was erased at " + before.at().truncatedTo(ChronoUnit.SECONDS) + "\n");
        } else if (erasure instanceof Erasure.Undelivered undelivered) {
            ErrorAnswer.write(
                    request,
                    response,
                    409,
                    Optional.of("INVALID_TRANSITION"),
                    (undelivered.isRouted()
                                    ? undelivered.transfers() + " of its destinations have not collected it"
                                    : "it is not routed yet")
                            + "; it can be erased even if it is undelivered, if that is meant");
        } else {
            ErrorAnswer.write(
                    request, response, 404, Optional.of("NOT_FOUND"), "there is no transfer or submission of this id");
        }
    }

    private void rotateKey(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<String> id = store.rotateKey();
        if (id.isEmpty()) {
            ErrorAnswer.write(
                    request,
                    response,
                    409,
                    Optional.of("INVALID_TRANSITION"),
                    "the keys are in a keystore: add one there, name it in the configuration and start again");
            return;
        }
        write(response, 200, "the key " + id.get() + " is the current one; back its file up\n");
    }

    private void status(HttpServletResponse response) throws IOException {
        RoadHealth health = road.health();
        StringBuilder text = new StringBuilder();
        text.append(health.isUp() ? "ready" : "NOT READY").append('\n');
        line(text, "store", health.storeWritable() ? "writable" : "NOT WRITABLE");
        line(text, "broker", health.brokerUp() ? "up" : "DOWN");
        line(text, "relay", health.relayUp() ? "up" : "DOWN");
        line(text, "waiting for the broker", String.valueOf(health.outboxDepth()));
        line(text, "parked persons", String.valueOf(health.parkedKeys()));
        line(text, "dead letters", String.valueOf(health.deadLetters()));
        for (OdsCode destination : destinations) {
            long requested = store.mailboxCount(destination, Set.of(TaskStatus.REQUESTED));
            long unanswered = store.mailboxCount(destination, Set.of(TaskStatus.RECEIVED, TaskStatus.ACCEPTED));
            String name = names.containsKey(destination) ? " (" + names.get(destination) + ")" : "";
            line(text, destination + name, requested + " to collect, " + unanswered + " to acknowledge");
        }
        PortabilityToday today = PortabilityToday.of(store.ledger(), clock);
        line(text, "today", today.line() + ", " + today.open() + " open");
        write(response, health.isUp() ? 200 : 503, text.toString());
    }

    private static void line(StringBuilder text, String what, String how) {
        text.append(String.format("  %-32s %s%n", what, how));
    }

    private String parked() {
        List<ParkedKey> keys = store.parkedKeys();
        if (keys.isEmpty()) {
            return "nobody is parked\n";
        }
        StringBuilder text = new StringBuilder();
        for (ParkedKey parked : keys) {
            String why = store.ledger().entriesOf(parked.first()).stream()
                    .flatMap(entry -> entry.content().code().stream())
                    .reduce((first, last) -> last)
                    .map(code -> code + " (" + code.meaning() + ")")
                    .orElse("");
            text.append(String.format(
                    "%s  since %s  %d waiting  submission %s  %s%n",
                    parked.key(),
                    parked.since().truncatedTo(ChronoUnit.SECONDS),
                    parked.waiting(),
                    parked.first(),
                    why));
        }
        return text.toString();
    }

    static void write(HttpServletResponse response, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
