package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.Acknowledgement;
import uk.portage.gateway.app.Terminal;
import uk.portage.gateway.app.configuration.Configuration;
import uk.portage.gateway.app.configuration.ConfigurationFile;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.configuration.TokenFile;
import uk.portage.gateway.app.demo.Demonstration;
import uk.portage.gateway.pipeline.receive.MllpClient;
import uk.portage.gateway.transfer.Caller.Role;

/** The whole gateway on ports the system chooses: the one place in the suite that starts Spring. */
class RunningGatewayTest {

    private static final Pattern TRANSFER = Pattern.compile("\"reference\":\\s*\"Bundle/([0-9a-f-]{36})\"");
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String FHIR_JSON = "application/fhir+json";
    private static final String EXPIRED = "expired-expired-expired-expired-expired";
    private static final String HASTY = "hasty-0123456789-abcdefghij-0123456789";

    @TempDir
    private static Path parent;

    private static Homes homes;
    private static DataDirectory directory;
    private static RunningGateway gateway;
    private static List<TokenFile.Line> tokens;

    @BeforeAll
    static void start() throws IOException {
        directory = DataDirectory.open(parent.resolve("data"), true);
        Files.writeString(directory.tokens(), EXPIRED + " 9D2 destination 2020-01-01\n", StandardOpenOption.APPEND);
        Files.writeString(
                directory.configuration(),
                Files.readString(directory.configuration()).replaceAll("# (document-time: )2 min .*", "$13 s"));
        Files.writeString(
                directory.configuration(),
                "folders:\n  - {name: files, adapter: fhir-r4, folder: files, senders: {RCB: RCB}, limits: {quiet: 1 s}}\n",
                StandardOpenOption.APPEND);
        Files.writeString(
                directory.configuration(),
                Files.readString(directory.configuration())
                                .replace("  RCB: Demo trust\n", "  RCB: Demo trust\n  RZ1: Hasty trust\n")
                        + "rates: {RZ1: {per-second: 1, burst: 1}}\n");
        Files.writeString(directory.tokens(), HASTY + " RZ1 source 2099-01-01\n", StandardOpenOption.APPEND);
        Files.createDirectory(directory.folder().resolve("files"));
        LogFile.openIn(directory.logs());
        homes = new Homes(parent.resolve("outbox"));
        homes.addTo(directory.configuration());
        Configuration configuration = ConfigurationFile.read(directory.configuration(), Set.of("hl7v2", "fhir-r4"))
                .onPorts(Optional.of(0), Optional.of(0));
        gateway = RunningGateway.start(configuration, directory, "test", Optional.empty(), Clock.systemUTC());
        tokens = TokenFile.read(directory.tokens());
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        directory.close();
        homes.close();
    }

    @Test
    void who_pushes_faster_than_it_may_is_told_when_to_come_again_and_others_are_served() throws Exception {
        List<HttpResponse<String>> hasty = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            hasty.add(pushHl7(HASTY, "RZ1", "HASTY" + n));
        }
        assertThat(pushHl7(token("RCB", Role.SOURCE), "RCB", "CALM1").statusCode())
                .isEqualTo(200);

        assertThat(hasty.get(0).statusCode()).as(hasty.get(0).body()).isEqualTo(200);
        assertThat(hasty).anySatisfy(refused -> {
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("|AE|", "RATE_EXCEEDED");
        });
    }

    private static HttpResponse<String> pushHl7(String token, String trust, String id) throws Exception {
        String message = "MSH|^~\\&|PAS|" + trust + "||ROUTE|20261123101500||ADT^A01^ADT_A01|" + id
                + "|P|2.4|||AL|NE|GBR\rPID|1||9990000018^^^NHS~L1^^^RCB||OXLIP^Wren^^^Ms^^L||19500102|2\r"
                + "PV1|1|I|W01^B1^3^" + trust + "\r";
        return CLIENT.send(
                request("/hl7v2", token)
                        .header("Content-Type", "application/hl7-v2")
                        .POST(BodyPublishers.ofString(message))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void pages_figures_and_style_sheets_are_compressed_for_who_takes_that_and_forms_with_secrets_are_not()
            throws Exception {
        String auditor = token("9A1", Role.AUDITOR);
        for (String path : List.of(
                "/audit/definitions",
                "/audit/api/openapi.json",
                "/audit/assets/portage.css",
                "/sign-in/assets/portage.css")) {
            HttpResponse<byte[]> packed = packed(path, auditor);
            assertThat(packed.headers().firstValue("Content-Encoding")).as(path).contains("gzip");
            assertThat(packed.headers().firstValue("Vary").orElse("")).containsIgnoringCase("accept-encoding");
            try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
                assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(get(path, auditor).body());
            }
        }
        HttpResponse<byte[]> form = packed("/sign-in", auditor);
        assertThat(form.body()).hasSizeGreaterThan(2_048);
        assertThat(form.headers().firstValue("Content-Encoding")).isEmpty();
    }

    private static HttpResponse<byte[]> packed(String path, String token) throws Exception {
        return CLIENT.send(
                request(path, token).header("Accept-Encoding", "gzip").build(), BodyHandlers.ofByteArray());
    }

    @Test
    void a_record_is_pushed_collected_acknowledged_and_seen_by_the_auditor() throws Exception {
        String message = "MSH|^~\\&|PAS|RCB55||ROUTE|20261123101500||ADT^A01^ADT_A01|RUN1|P|2.4|||AL|NE|GBR\r"
                + "EVN|A01|20261123101500||||20261123101400\r"
                + "PID|1||9990000018^^^NHS~L1^^^RCB||OXLIP^Wren^^^Ms^^L||19500102|2\r"
                + "PV1|1|I|W01^B1^3^RCB55\r";
        try (MllpClient client = MllpClient.connect("127.0.0.1", gateway.mllpPort(), Duration.ofSeconds(30))) {
            assertThat(Acknowledgement.read(client.send(message.getBytes(StandardCharsets.UTF_8)))
                            .code())
                    .isEqualTo("AA");
        }
        String council = token("9D1", Role.DESTINATION);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> get("/fhir/Task?status=requested", council).body().contains("Bundle/"));
        Matcher task =
                TRANSFER.matcher(get("/fhir/Task?status=requested", council).body());
        assertThat(task.find()).isTrue();
        String transfer = task.group(1);

        assertThat(get("/fhir/Bundle/" + transfer, council).body()).contains("9990000018");
        assertThat(get("/fhir/Bundle/" + transfer, token("9D2", Role.DESTINATION))
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> answer = CLIENT.send(
                request("/fhir/Task/" + transfer, council)
                        .header("Content-Type", "application/fhir+json")
                        .PUT(BodyPublishers.ofString("{\"resourceType\":\"Task\",\"id\":\"" + transfer
                                + "\",\"status\":\"completed\",\"intent\":\"order\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);

        String auditor = token("9A1", Role.AUDITOR);
        assertThat(get("/audit/api/transfers/" + transfer, auditor).body())
                .contains("ACKNOWLEDGED")
                .doesNotContain("9990000018", "OXLIP");
        assertThat(get("/audit/", auditor).body()).contains("govuk").doesNotContain("9990000018");
        HttpResponse<String> status = get("/operator/status", token("9P1", Role.OPERATOR));
        assertThat(status.body()).startsWith("ready").contains("Demo council North");
        assertThat(Files.readString(directory.logs().resolve("portage.log")))
                .doesNotContain("9990000018", "OXLIP", council);
    }

    @Test
    void who_does_not_collect_is_pushed_to_and_who_subscribes_is_told() throws Exception {
        String council = token("9D1", Role.DESTINATION);
        HttpResponse<String> subscribed = CLIENT.send(
                request("/fhir/Subscription", council)
                        .header("Content-Type", FHIR_JSON)
                        .POST(BodyPublishers.ofString(homes.subscription()))
                        .build(),
                BodyHandlers.ofString());
        assertThat(subscribed.statusCode()).as(subscribed.body()).isEqualTo(201);
        await().atMost(Duration.ofSeconds(30)).until(() -> homes.told().size() == 1);
        for (String receiver : List.of("HOME", "SERVER", "ROUTE")) {
            String message = "MSH|^~\\&|PAS|RCB55||" + receiver + "|20261123101500||ADT^A01^ADT_A01|RUN-" + receiver
                    + "|P|2.4|||AL|NE|GBR\r"
                    + "EVN|A01|20261123101500||||20261123101400\r"
                    + "PID|1||9990000018^^^NHS~L1^^^RCB||OXLIP^Wren^^^Ms^^L||19500102|2\r"
                    + "PV1|1|I|W01^B1^3^RCB55\r";
            try (MllpClient client = MllpClient.connect("127.0.0.1", gateway.mllpPort(), Duration.ofSeconds(30))) {
                assertThat(Acknowledgement.read(client.send(message.getBytes(StandardCharsets.UTF_8)))
                                .code())
                        .isEqualTo("AA");
            }
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> homes.written().size() == 2);
        await().atMost(Duration.ofSeconds(60)).until(() -> homes.stored().size() == 1);
        await().atMost(Duration.ofSeconds(60)).until(() -> homes.told().size() >= 2);

        assertThat(homes.stored().get(0)).contains("9990000018", "transaction");
        assertThat(homes.told().get(1)).contains("new-transfer", "/fhir/Task/").doesNotContain("9990000018", "OXLIP");
        String transfer = homes.takeIn();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> get("/audit/api/transfers/" + transfer, token("9A1", Role.AUDITOR))
                        .body()
                        .contains("ACKNOWLEDGED"));
        assertThat(get("/metrics", token("9A1", Role.AUDITOR)).body())
                .contains("portage_delivery_reachable{destination=\"9D3\"} 1.0");
        assertThat(Files.readString(directory.logs().resolve("portage.log"))).doesNotContain("9990000018", "OXLIP");
    }

    @Test
    void a_fhir_message_is_pushed_and_collected_by_the_destination_it_names() throws Exception {
        HttpResponse<String> answer = push("/fhir/$process-message", FHIR_JSON, fhirMessage("push-1", "RCB", "final"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("MessageHeader", "\"code\":\"ok\"", "kept under receipt");
        String council = token("9D2", Role.DESTINATION);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(bundlesOf(council))
                        .anySatisfy(bundle ->
                                assertThat(bundle).contains("\"id\":\"push-1\"", "9990000026", "\"value\":38.20")));
    }

    @Test
    void fhir_messages_are_taken_from_a_watched_folder_and_their_results_lie_beside_them() throws Exception {
        Path files = directory.folder().resolve("files");
        write(files, "good.json", fhirMessage("file-1", "RCB", "final"));
        write(files, "bad.json", fhirMessage("file-2", "RCB", "no-such-status"));

        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(files.resolve("done").resolve("good.json"))
                        && Files.exists(files.resolve("refused").resolve("bad.json")));
        assertThat(resultsBeside(files.resolve("done"), "good.json")).contains("1,file-1,ACCEPTED,");
        assertThat(resultsBeside(files.resolve("refused"), "bad.json")).contains("INVALID_VALUE", "status");
        String council = token("9D2", Role.DESTINATION);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(bundlesOf(council))
                        .anySatisfy(bundle -> assertThat(bundle).contains("\"id\":\"file-1\"")));
    }

    private static void write(Path folder, String name, String content) throws IOException {
        Path unfinished = folder.resolve(name + ".tmp");
        Files.writeString(unfinished, content);
        Files.move(unfinished, folder.resolve(name));
    }

    /** Of the file that stands there under the name of the other and more. */
    private static String resultsBeside(Path shelf, String name) throws IOException {
        try (Stream<Path> files = Files.list(shelf)) {
            Path results = files.filter(file -> file.getFileName().toString().startsWith(name)
                            && !file.getFileName().toString().equals(name))
                    .findFirst()
                    .orElseThrow();
            return Files.readString(results);
        }
    }

    private static List<String> bundlesOf(String destination) throws IOException, InterruptedException {
        List<String> bundles = new ArrayList<>();
        Matcher task = TRANSFER.matcher(get("/fhir/Task", destination).body());
        while (task.find()) {
            bundles.add(get("/fhir/Bundle/" + task.group(1), destination).body());
        }
        return bundles;
    }

    @Test
    void a_source_takes_back_what_it_pushed_and_its_destination_is_given_it_no_more() throws Exception {
        HttpResponse<String> pushed =
                push("/fhir/$process-message", FHIR_JSON, fhirMessage("withdrawn-1", "RCB", "final"));
        Matcher receipt = Pattern.compile("kept under receipt ([0-9a-f-]{36})").matcher(pushed.body());
        assertThat(receipt.find()).as(pushed.body()).isTrue();
        String council = token("9D2", Role.DESTINATION);
        String withdrawal =
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"submission\",\"valueString\":\""
                        + receipt.group(1) + "\"}]}";
        String before = get("/fhir/Task?status=cancelled", council).body();
        assertThat(before).doesNotContain("Bundle/");
        // Until it is routed there is nothing to take back: 409, try again.
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                push("/fhir/$withdraw", FHIR_JSON, withdrawal).statusCode())
                        .isEqualTo(200));

        await().atMost(Duration.ofSeconds(60))
                .until(() -> TRANSFER.matcher(
                                get("/fhir/Task?status=cancelled", council).body())
                        .find());
        Matcher task =
                TRANSFER.matcher(get("/fhir/Task?status=cancelled", council).body());
        assertThat(task.find()).isTrue();
        assertThat(get("/fhir/Bundle/" + task.group(1), council).statusCode()).isEqualTo(410);
        assertThat(get("/audit/api/transfers/" + task.group(1), token("9A1", Role.AUDITOR))
                        .body())
                .contains("WITHDRAWN");
    }

    @Test
    void a_push_is_answered_by_what_became_of_it() throws Exception {
        String message = fhirMessage("push-2", "RCB", "final");
        assertThat(push("/fhir/$process-message", FHIR_JSON, message).statusCode())
                .isEqualTo(200);
        assertThat(push("/fhir/$process-message", FHIR_JSON, message).statusCode())
                .as("the same again is the first receipt again")
                .isEqualTo(200);
        assertThat(push("/fhir/$process-message", FHIR_JSON, message.replace("38.20", "39.20"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(push("/fhir/$process-message", FHIR_JSON, fhirMessage("push-3", "RXX", "final"))
                        .statusCode())
                .as("somebody else's name inside")
                .isEqualTo(403);
        HttpResponse<String> invalid =
                push("/fhir/$process-message", FHIR_JSON, fhirMessage("push-4", "RCB", "finished"));
        assertThat(invalid.statusCode()).isEqualTo(422);
        assertThat(invalid.body())
                .contains("INVALID_VALUE", "fatal-error", "Bundle.entry[2].resource.ofType(Observation).status")
                .doesNotContain("finished", "9990000026");
        HttpResponse<String> broken = push("/fhir", FHIR_JSON, "{\"resourceType\":\"Bundle\"");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(broken.body()).contains("OperationOutcome", "UNREADABLE");
        assertThat(push("/fhir", "text/csv", message).statusCode()).isEqualTo(415);
        assertThat(push("/fhir/Bundle", FHIR_JSON, fhirMessage("push-5", "RCB", "final"))
                        .statusCode())
                .isEqualTo(202);
        HttpResponse<String> stranger = CLIENT.send(
                request("/fhir/$process-message", token("9D1", Role.DESTINATION))
                        .header("Content-Type", FHIR_JSON)
                        .POST(BodyPublishers.ofString(message))
                        .build(),
                BodyHandlers.ofString());
        assertThat(stranger.statusCode()).isEqualTo(403);
    }

    @Test
    void what_is_too_large_is_refused_and_stands_in_the_ledger() throws Exception {
        byte[] large = new byte[21 * 1024 * 1024];
        Arrays.fill(large, (byte) ' ');
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(large);
        }
        HttpResponse<String> answer = CLIENT.send(
                request("/fhir", token("RCB", Role.SOURCE))
                        .header("Content-Type", FHIR_JSON)
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(packed.toByteArray()))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
        assertThat(answer.body()).contains("OVERSIZED");
        assertThat(gateway.ledger().entriesAfter(0, 1000))
                .anySatisfy(entry -> assertThat(entry.content().toString()).contains("OVERSIZED", "http-fhir"));
    }

    @Test
    void a_document_that_drips_is_given_up() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.httpPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /fhir HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token("RCB", Role.SOURCE)
                            + "\r\nContent-Type: " + FHIR_JSON + "\r\nContent-Length: 100\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 5; i++) {
                out.write('{');
                out.flush();
                Thread.sleep(1_000);
            }
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains(" 408 ", "FRAME_TIMEOUT");
        }
    }

    @Test
    void hl7v2_over_http_takes_the_same_road() throws Exception {
        String message = "MSH|^~\\&|PAS|RCB55||ROUTE|20261123101500||ADT^A01^ADT_A01|WEB1|P|2.4|||AL|NE|GBR\r"
                + "EVN|A01|20261123101500||||20261123101400\r"
                + "PID|1||9990000034^^^NHS~L9^^^RCB||OXLIP^Rowan^^^Mr^^L||19600102|1\r"
                + "PV1|1|I|W01^B1^3^RCB55\r";
        HttpResponse<String> answer = push("/hl7v2", "application/hl7-v2", message);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Acknowledgement.read(answer.body().getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo("AA");
        HttpResponse<String> refused = push("/hl7v2", "application/hl7-v2", message.replace("RCB55||", "RXX||"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(Acknowledgement.read(refused.body().getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo("AR");
    }

    private static HttpResponse<String> push(String path, String contentType, String body)
            throws IOException, InterruptedException {
        return CLIENT.send(
                request(path, token("RCB", Role.SOURCE))
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String fhirMessage(String id, String sender, String status) {
        String ods = "\"identifier\":{\"system\":\"https://fhir.nhs.uk/Id/ods-organization-code\",\"value\":\"";
        return "{\"resourceType\":\"Bundle\",\"id\":\"" + id + "\",\"type\":\"message\",\"entry\":["
                + "{\"fullUrl\":\"urn:uuid:0b5b6a3e-6d5c-4c07-9d3c-0d4a3f6f0501\",\"resource\":{\"resourceType\":"
                + "\"MessageHeader\",\"id\":\"" + id + "\",\"eventUri\":\"urn:x-test\",\"source\":{\"endpoint\":"
                + "\"https://ward.example\"},\"sender\":{" + ods + sender + "\"}},\"destination\":[{\"endpoint\":"
                + "\"https://portage.example\",\"receiver\":{" + ods + "9D2\"}}}]}},"
                + "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p\",\"identifier\":[{\"system\":"
                + "\"https://fhir.nhs.uk/Id/nhs-number\",\"value\":\"9990000026\"}]}},"
                + "{\"resource\":{\"resourceType\":\"Observation\",\"status\":\"" + status + "\",\"code\":{\"text\":"
                + "\"Temperature\"},\"subject\":{\"reference\":\"Patient/p\"},\"valueQuantity\":{\"value\":38.20}}}]}";
    }

    @Test
    void a_bundle_that_breaks_a_rule_is_not_valid() {
        // A message begins with its header (FHIR R4, bdl-12).
        Bundle headless = new Bundle().setType(Bundle.BundleType.MESSAGE);
        headless.addEntry().setResource(new Patient());
        assertThat(RunningGateway.FAST_CHECK.validate(headless).isSound()).isFalse();
    }

    @Test
    void each_role_reaches_its_own_addresses_and_no_other() throws Exception {
        List<String> addresses = List.of("/fhir/Task", "/caseload", "/audit/", "/metrics", "/operator/status");
        for (TokenFile.Line line : tokens) {
            if (line.secret().equals(EXPIRED)) {
                continue;
            }
            List<String> open = switch (line.token().caller().role()) {
                case SOURCE -> List.of();
                case DESTINATION -> List.of("/fhir/Task", "/caseload");
                case AUDITOR -> List.of("/audit/", "/metrics");
                case OPERATOR -> List.of("/audit/", "/metrics", "/operator/status");
            };
            for (String address : addresses) {
                assertThat(get(address, line.secret()).statusCode())
                        .as(line + " " + address)
                        .isEqualTo(open.contains(address) ? 200 : 403);
            }
        }
        for (String address : addresses) {
            HttpResponse<String> nobody = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(base() + address)).build(), BodyHandlers.ofString());
            assertThat(nobody.statusCode()).as(address).isEqualTo(401);
            assertThat(get(address, "no-such-token-no-such-token-no-such").statusCode())
                    .as(address)
                    .isEqualTo(401);
        }
    }

    @Test
    void an_expired_token_is_told_so_and_stands_in_the_ledger() throws Exception {
        HttpResponse<String> answer = get("/fhir/Task", EXPIRED);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .contains("Bearer error=\"invalid_token\", error_description=\"the token has expired\"");
        assertThat(answer.body()).contains("OperationOutcome", "TOKEN_EXPIRED");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> gateway.ledger().entriesAfter(0, 1000).stream()
                        .anyMatch(entry -> entry.content()
                                .code()
                                .filter(code -> code.name().equals("TOKEN_EXPIRED"))
                                .isPresent()));
    }

    @Test
    void a_browser_may_log_in_to_the_auditors_page_only() throws Exception {
        String basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString(("anyone:" + token("9A1", Role.AUDITOR)).getBytes(StandardCharsets.UTF_8));

        assertThat(status("/audit/", basic)).isEqualTo(200);
        assertThat(status("/metrics", basic)).isEqualTo(401);
        assertThat(CLIENT.send(
                                HttpRequest.newBuilder(URI.create(base() + "/audit/"))
                                        .build(),
                                BodyHandlers.ofString())
                        .headers()
                        .allValues("WWW-Authenticate"))
                .anyMatch(challenge -> challenge.startsWith("Basic realm="));
    }

    @Test
    void a_token_that_is_added_is_taken_up_and_a_file_that_is_wrong_is_not() throws Exception {
        String added = "added-added-added-added-added-added-added";
        Files.writeString(directory.tokens(), added + " 9A1 auditor 2099-01-01\n", StandardOpenOption.APPEND);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/metrics", added).statusCode() == 200);

        String good = Files.readString(directory.tokens());
        Files.writeString(directory.tokens(), "nonsense\n");
        Thread.sleep(1_500);
        assertThat(get("/metrics", added).statusCode()).isEqualTo(200);
        Files.writeString(directory.tokens(), good);
    }

    @Test
    void errors_are_never_somebody_elses_page() throws Exception {
        assertThat(raw("GET /a;b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .contains(" 400 ", "application/problem+json")
                .doesNotContainIgnoringCase("tomcat", "html", "exception");
        assertThat(raw("GET /fhir/%2e%2e/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .contains(" 400 ", "OperationOutcome");
        assertThat(raw("nonsense\r\n\r\n")).contains(" 400 ").doesNotContainIgnoringCase("tomcat", "html");
        String auditor = token("9A1", Role.AUDITOR);
        HttpResponse<String> nothing = get("/nothing", auditor);
        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(nothing.headers().firstValue("Content-Type")).contains("application/problem+json");
        String large =
                raw("PUT /caseload HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n");
        assertThat(large).contains(" 413 ", "OVERSIZED");
    }

    @Test
    void health_is_one_word_for_anyone_and_metrics_name_nobody() throws Exception {
        HttpResponse<String> ready = CLIENT.send(
                HttpRequest.newBuilder(URI.create(base() + "/health/readiness")).build(), BodyHandlers.ofString());
        assertThat(ready.body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get("/metrics", token("9A1", Role.AUDITOR)).body())
                .contains("jvm_memory", "portage_")
                .doesNotContain("99900000");
    }

    @Test
    void the_demonstration_pushes_and_collects() throws Exception {
        StringWriter shown = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(shown), new PrintWriter(shown), false);
        try (Demonstration playing = Demonstration.start(
                terminal,
                new Demonstration.Settings(1, 50, 60),
                gateway.mllpPort(),
                gateway.httpPort(),
                tokens,
                gateway::portabilityToday)) {
            assertThat(playing).isNotNull();
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> shown.toString().matches("(?s).*pushed 60 .*completed \\d+.*"));
        }
        assertThat(shown.toString()).contains("AR ", "P ");
    }

    private static String token(String organisation, Role role) {
        return tokens.stream()
                .filter(line -> line.token().caller().role() == role)
                .filter(line -> line.token().caller().organisation().value().equals(organisation))
                .findFirst()
                .orElseThrow()
                .secret();
    }

    private static String base() {
        return "http://127.0.0.1:" + gateway.httpPort();
    }

    private static HttpRequest.Builder request(String path, String secret) {
        return HttpRequest.newBuilder(URI.create(base() + path)).header("Authorization", "Bearer " + secret);
    }

    private static HttpResponse<String> get(String path, String secret) throws IOException, InterruptedException {
        return CLIENT.send(request(path, secret).build(), BodyHandlers.ofString());
    }

    private static int status(String path, String authorization) throws IOException, InterruptedException {
        return CLIENT.send(
                        HttpRequest.newBuilder(URI.create(base() + path))
                                .header("Authorization", authorization)
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    /** What the server says to bytes that no client would send. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.httpPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
