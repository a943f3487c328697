package uk.portage.gateway.app.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.pipeline.RoadHealth;
import uk.portage.gateway.store.ParkedKey;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.TaskStatus;

/** What an operator asks and orders, as plain lines: the same that the command line shows. */
final class OperatorServlet extends HttpServlet {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The closed list of what an operator can ask and order, below {@code /operator}. */
    enum Order {
        STATUS("GET", "/status"),
        PARKED("GET", "/parked"),
        RELEASE("POST", "/parked/([0-9a-f]{32})/release");

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
    private final transient Clock clock;
    private final transient Set<OdsCode> destinations;
    private final transient Map<OdsCode, String> names;

    OperatorServlet(Store store, RoadAccess road, Clock clock, Set<OdsCode> destinations, Map<OdsCode, String> names) {
        this.store = store;
        this.road = road;
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
                }
                return;
            }
            exists = true;
            response.addHeader("Allow", order.method);
        }
        if (exists) {
            ErrorAnswer.write(request, response, 405, Optional.of("UNSUPPORTED_TYPE"), ErrorAnswer.sentence(405));
        } else {
            ErrorAnswer.write(request, response, 404, Optional.of("NOT_FOUND"), Denial.NO_SUCH_ADDRESS.what());
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

    private static void write(HttpServletResponse response, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
