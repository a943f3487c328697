package uk.portage.gateway.mailbox.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;

/** A real HTTP server that answers as a test says, and remembers what it was asked. */
public final class ScriptedServer implements AutoCloseable {

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Reply> script;

    /** @param query empty if there is none */
    public record Request(String path, String query, Map<String, List<String>> headers, String body, long at) {

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name)).map(values -> values.get(0));
        }

        public Bundle bundle() {
            return OfferedRecords.FHIR.newJsonParser().parseResource(Bundle.class, body);
        }
    }

    public record Reply(int status, String contentType, String body, Map<String, String> headers) {

        public static Reply of(int status) {
            return new Reply(status, "", "", Map.of());
        }

        public static Reply of(int status, Resource resource) {
            return new Reply(
                    status,
                    "application/fhir+json",
                    OfferedRecords.FHIR.newJsonParser().encodeResourceToString(resource),
                    Map.of());
        }

        public static Reply of(int status, String contentType, String body) {
            return new Reply(status, contentType, body, Map.of());
        }

        public Reply with(String header, String value) {
            return new Reply(status, contentType, body, Map.of(header, value));
        }
    }

    public ScriptedServer(Function<Request, Reply> script) throws IOException {
        this(0, script);
    }

    public ScriptedServer(int port, Function<Request, Reply> script) throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0), "http", script);
    }

    /** Over TLS. */
    ScriptedServer(SSLContext tls, Function<Request, Reply> script) throws IOException {
        this(secure(tls), "https", script);
    }

    private static HttpServer secure(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    private ScriptedServer(HttpServer server, String scheme, Function<Request, Reply> script) {
        this.server = server;
        this.scheme = scheme;
        this.script = script;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestURI().getPath(),
                    Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8),
                    System.nanoTime());
            requests.add(request);
            Reply reply = script.apply(request);
            if (!reply.contentType().isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", reply.contentType());
            }
            reply.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            byte[] body = reply.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    public void script(Function<Request, Reply> other) {
        script = other;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public URI address(String path) {
        return URI.create(scheme + "://localhost:" + port() + path);
    }

    public List<Request> requests() {
        return requests;
    }

    public List<Request> requests(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    /** What a server answers that has stored a transaction. */
    static Reply stored(Request request) {
        Bundle response = new Bundle();
        response.setType(Bundle.BundleType.TRANSACTIONRESPONSE);
        request.bundle()
                .getEntry()
                .forEach(entry -> response.addEntry().getResponse().setStatus("201 Created"));
        return Reply.of(200, response);
    }

    /** What a server answers that has dealt with a message. */
    static Reply dealtWith(Request request, MessageHeader.ResponseType how, OperationOutcome... outcome) {
        MessageHeader header = new MessageHeader();
        header.getResponse()
                .setIdentifier(request.bundle()
                        .getEntryFirstRep()
                        .getResource()
                        .getIdElement()
                        .getIdPart())
                .setCode(how);
        Bundle response = new Bundle();
        response.setType(Bundle.BundleType.MESSAGE);
        response.addEntry().setResource(header);
        List.of(outcome).forEach(one -> response.addEntry().setResource(one));
        return Reply.of(200, response);
    }

    static OperationOutcome outcome(OperationOutcome.IssueType type, String code, String text) {
        OperationOutcome outcome = new OperationOutcome();
        OperationOutcome.OperationOutcomeIssueComponent issue = outcome.addIssue();
        issue.setSeverity(OperationOutcome.IssueSeverity.ERROR).setCode(type).setDiagnostics(text);
        issue.getDetails()
                .addCoding()
                .setSystem("https://fhir.nhs.uk/STU3/CodeSystem/ITK")
                .setCode(code);
        return outcome;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
