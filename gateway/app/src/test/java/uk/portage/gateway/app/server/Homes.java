package uk.portage.gateway.app.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Destinations that do not collect: one with a directory, one with a FHIR server; and where a council is told. */
final class Homes implements AutoCloseable {

    private final Path outbox;
    private final HttpServer server;
    private final List<String> stored = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();

    Homes(Path outbox) throws IOException {
        this.outbox = Files.createDirectory(outbox);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/r4", exchange -> {
            String body = body(exchange);
            stored.add(body);
            String entries = Stream.of(body.split("\"request\"", -1))
                    .skip(1)
                    .map(entry -> "{\"response\":{\"status\":\"201\"}}")
                    .collect(Collectors.joining(","));
            answer(
                    exchange,
                    "{\"resourceType\":\"Bundle\",\"type\":\"transaction-response\",\"entry\":[" + entries + "]}");
        });
        server.createContext("/hook", exchange -> {
            String body = body(exchange);
            told.add(body);
            answer(exchange, "");
        });
        server.start();
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/fhir+json");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private String address(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    /** Writes them into a configuration. */
    void addTo(Path configuration) throws IOException {
        String text = Files.readString(configuration)
                .replace("  9D2: Demo council South\n", "  9D2: Demo council South\n  9D3: Home\n  9D4: Other home\n")
                .replace("    ROUTE: 9D1\n", "    ROUTE: 9D1\n    HOME: 9D3\n    SERVER: 9D4\n")
                .replace(
                        "destinations: [9D1, 9D2]\n",
                        "destinations: [9D1, 9D2, 9D3, 9D4]\n"
                                + "deliveries:\n"
                                + "  - {destination: 9D3, directory: \"" + outbox + "\"}\n"
                                + "  - {destination: 9D4, fhir: \"" + address("/r4") + "\", mode: transaction}\n"
                                + "subscriptions:\n"
                                + "  9D1: {hosts: [\"" + address("/") + "\"]}\n");
        Files.writeString(configuration, text);
    }

    String subscription() {
        return """
                {"resourceType": "Subscription", "status": "requested", "reason": "New transfers",
                 "criteria": "https://portage.uk/fhir/SubscriptionTopic/new-transfer",
                 "channel": {"type": "rest-hook", "endpoint": "%s", "payload": "application/fhir+json",
                  "_payload": {"extension": [{"url":
                   "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content",
                   "valueCode": "id-only"}]}}}
                """.formatted(address("/hook"));
    }

    List<String> stored() {
        return stored;
    }

    List<String> told() {
        return told;
    }

    /** The files in the directory itself. */
    List<Path> written() throws IOException {
        try (Stream<Path> files = Files.list(outbox)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Says that the one record there has been taken in; returns its transfer. */
    String takeIn() throws IOException {
        Path record = written().stream()
                .filter(file -> file.toString().endsWith(".json"))
                .findFirst()
                .orElseThrow();
        String name = record.getFileName().toString();
        Files.move(record, outbox.resolve("done").resolve(name));
        return name.substring(0, name.length() - ".json".length());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
