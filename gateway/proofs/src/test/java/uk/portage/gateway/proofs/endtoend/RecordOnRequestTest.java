package uk.portage.gateway.proofs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.proofs.RunningGateway;

/** A council asks a trust for a record through the whole gateway, which is killed while the trust thinks. */
class RecordOnRequestTest {

    private static final String NUMBER = "9990000018";
    private static final String PATIENT = """
            {"resourceType":"Patient","id":"p1","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"%s"}],
             "name":[{"family":"Testcase","given":["Morwenna"]}]}""".formatted(NUMBER);
    private static final String ALLERGY = """
            {"resourceType":"AllergyIntolerance","id":"a1","patient":{"reference":"Patient/p1"},"clinicalStatus":
             {"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},
             "code":{"text":"Hazelnuts"}}""";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch thinking = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir
    private Path folder;

    private HttpServer trust;
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        trust = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        trust.setExecutor(threads);
        trust.createContext("/r4", this::answer);
        trust.start();
        Path data = folder.resolve("data");
        Files.createDirectory(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                data.resolve("portage.yaml"), """
                organisations: {RCB: A trust, 9D1: Council North, 9D2: Council South, 9A1: Auditor, 9P1: Operator}
                channels:
                  - {name: mllp, adapter: hl7v2, port: 0, senders: {RCB: RCB}}
                destinations: [9D1, 9D2]
                routing: {rules: [{sender: RCB, to: [9D2]}]}
                requests:
                  - {organisation: RCB, fhir: "http://localhost:%d/r4", mode: everything}
                """.formatted(trust.getAddress().getPort()));
        gateway = RunningGateway.start(data);
    }

    @AfterEach
    void stop() {
        gateway.close();
        thinking.countDown();
        trust.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            if (asked.size() == 1) {
                thinking.await();
            }
            String entries = path.endsWith("/_search")
                    ? entry("Patient/p1", PATIENT)
                    : entry("Patient/p1", PATIENT) + "," + entry("AllergyIntolerance/a1", ALLERGY);
            byte[] body = ("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[" + entries + "]}")
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/fhir+json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String entry(String address, String resource) {
        return "{\"fullUrl\":\"https://trust.example/r4/" + address + "\",\"resource\":" + resource + "}";
    }

    @Test
    void an_open_request_survives_a_kill_and_its_record_comes_to_who_asked_and_to_nobody_else() throws Exception {
        for (String council : List.of("9D1", "9D2")) {
            assertThat(send(council, "PUT", "/caseload", "text/csv", "nhs_number\n" + NUMBER + "\n")
                            .statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<String> request = operation("9D1", "$request-record", """
                ,{"name":"organization","valueIdentifier":
                 {"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"RCB"}}""");
        assertThat(request.statusCode()).as(request.body()).isEqualTo(202);
        String task = URI.create(
                        request.headers().firstValue("Content-Location").orElseThrow())
                .getPath();
        await().until(() -> !asked.isEmpty());
        gateway.kill();
        gateway = RunningGateway.start(folder.resolve("data"));

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(get("9D1", task).body()).contains("\"completed\""));
        String transfer = found("\"Task/([0-9a-f-]{36})\"", get("9D1", task).body());
        String bundle = get("9D1", "/fhir/Bundle/" + transfer).body();
        assertThat(bundle).contains("Hazelnuts", "Morwenna", "record-on-request", NUMBER);
        assertThat(get("9D1", "/fhir/Task?code=record-on-request&_total=accurate")
                        .body())
                .contains("\"total\":1");

        // The other council cares for the person, and a rule sends it all that the trust sends.
        assertThat(get("9D2", "/fhir/Bundle/" + transfer).statusCode()).isEqualTo(404);
        assertThat(get("9D2", task).statusCode()).isEqualTo(404);
        assertThat(get("9D2", "/fhir/Task").body()).contains("\"total\":0").doesNotContain(transfer);
        assertThat(operation("9D2", "$locate-record", "").body()).doesNotContain("RCB");
        assertThat(operation("9D1", "$locate-record", "").body()).contains("RCB", "A trust");

        String timeline = gateway.get(
                        "/audit/api/transfers/" + transfer, gateway.token("9A1", "auditor"), "application/json")
                .body();
        assertThat(timeline)
                .contains("RECORD_REQUESTED", "RECORD_PROVIDED", "RECEIVED", "ROUTED", "OFFERED", "request.rcb")
                .doesNotContain(NUMBER, "Hazelnuts");
        assertThat(gateway.get("/metrics", gateway.token("9P1", "operator"), "text/plain")
                        .body())
                .contains("portage_record_requests_total{outcome=\"provided\",source=\"RCB\"} 1.0")
                .doesNotContain(NUMBER);
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private HttpResponse<String> operation(String council, String name, String more) throws Exception {
        return send(council, "POST", "/fhir/" + name, "application/fhir+json", """
                {"resourceType":"Parameters","parameter":[{"name":"patient","valueIdentifier":
                 {"system":"https://fhir.nhs.uk/Id/nhs-number","value":"%s"}}%s]}""".formatted(NUMBER, more));
    }

    private HttpResponse<String> get(String council, String path) throws IOException, InterruptedException {
        return gateway.get(path, gateway.token(council, "destination"), "application/fhir+json");
    }

    private HttpResponse<String> send(String council, String method, String path, String type, String body)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.httpPort() + path))
                        .header("Authorization", "Bearer " + gateway.token(council, "destination"))
                        .header("Content-Type", type)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
