package uk.portage.gateway.proofs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;
import uk.portage.gateway.proofs.RunningGateway;

/** The whole road by MESH: a trust sends from its mailbox, a council collects, acknowledges and answers from its own. */
class MeshTest {

    private static final String GATEWAY = "PORTAGE01";
    private static final String TRUST = "RCBHC001";
    private static final String NORTH = "9D1HC001";
    private static final String SOUTH = "9D2HC001";
    private static final String SECRET = "a secret of this test";
    private static final String ADMISSION = "PORTAGE_ADMISSION_NOTICE";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private static Path folder;

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        Path data = folder.resolve("data");
        Files.createDirectory(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        secret(data.resolve("mesh.secret"), SECRET);
        secret(data.resolve("portage.yaml"), """
                organisations: {RCB: A trust, 9D1: Council North, 9D2: Council South, 9A1: Auditor, 9P1: Operator}
                channels:
                  - {name: mllp, adapter: hl7v2, port: 0, senders: {RCB: RCB}}
                destinations: [9D1, 9D2]
                routing: {receivers: {ROUTE: 9D1}}
                mesh:
                  mailbox: PORTAGE01
                  organisation: 9P1
                  shared-key-file: mesh.secret
                  mailboxes:
                    RCBHC001: {organisation: RCB, password-file: mesh.secret, sends: [PORTAGE_HL7V2]}
                    9D1HC001: {organisation: 9D1, password-file: mesh.secret}
                    9D2HC001: {organisation: 9D2, password-file: mesh.secret}
                  workflows: {PORTAGE_HL7V2: hl7v2}
                  limits: {message: 20 MB, chunk: 4 kB}
                """);
        gateway = RunningGateway.start(data);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void secret(Path file, String text) throws IOException {
        Files.setPosixFilePermissions(Files.writeString(file, text), PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void a_record_is_sent_in_chunks_collected_in_chunks_answered_and_measured() throws Exception {
        byte[] message = SyntheticAdmission.message("MESH1", 42, 4242);
        HttpResponse<byte[]> first =
                send(GATEWAY, java.util.Arrays.copyOf(message, 1_000), Map.of("Mex-Chunk-Range", "1:2"));
        assertThat(first.statusCode()).as(text(first)).isEqualTo(202);
        String sent = text(first).replaceAll(".*\"messageID\":\"([^\"]+)\".*", "$1");
        HttpResponse<byte[]> second = call(
                TRUST,
                "POST",
                "/outbox/" + sent + "/2",
                java.util.Arrays.copyOfRange(message, 1_000, message.length),
                Map.of("Mex-Chunk-Range", "2:2"));
        assertThat(second.statusCode()).as(text(second)).isEqualTo(202);

        String id = waiting(NORTH);
        HttpResponse<byte[]> chunk = get(NORTH, "/inbox/" + id);
        assertThat(chunk.statusCode()).isEqualTo(206);
        StringBuilder bundle = new StringBuilder(text(chunk));
        for (int number = 2; chunk.statusCode() == 206; number++) {
            chunk = get(NORTH, "/inbox/" + id + "/" + number);
            bundle.append(text(chunk));
        }
        assertThat(bundle)
                .contains(SyntheticAdmission.nhsNumber(42))
                .contains(Base64.getEncoder().encodeToString(message));
        assertThat(chunk.headers().firstValue("Mex-From")).hasValue(TRUST);
        assertThat(chunk.headers().firstValue("Mex-WorkflowID")).hasValue(ADMISSION);
        String receipt = chunk.headers().firstValue("Mex-Subject").orElseThrow();
        assertThat(receipt).endsWith("/fhir/Task/" + id.toLowerCase(Locale.ROOT) + "/$receipt");
        String path = URI.create(receipt).getPath();
        HttpResponse<byte[]> proof = asked(path, "Bearer " + gateway.token("9D1", "destination"));
        assertThat(proof.statusCode()).as(text(proof)).isEqualTo(200);
        assertThat(text(proof)).contains("\"checkpoint\"").doesNotContain(SyntheticAdmission.nhsNumber(42));
        assertThat(asked(path, "Bearer " + gateway.token("9D2", "destination")).statusCode())
                .isEqualTo(404);
        assertThat(get(SOUTH, "/inbox/" + id).statusCode()).isEqualTo(404);

        assertThat(call(NORTH, "PUT", "/inbox/" + id + "/status/acknowledged", new byte[0], Map.of())
                        .statusCode())
                .isEqualTo(200);
        assertThat(text(get(TRUST, "/outbox/tracking?messageID=" + sent))).contains("\"status\":\"Acknowledged\"");
        assertThat(get(NORTH, "/inbox/" + id).statusCode()).isEqualTo(410);
        HttpResponse<byte[]> answered = call(
                NORTH,
                "POST",
                "/outbox",
                ("{\"message_id\":\"" + id + "\",\"status\":\"completed\"}").getBytes(UTF_8),
                Map.of("Mex-To", GATEWAY, "Mex-WorkflowID", ADMISSION + "_ACK"));
        assertThat(answered.statusCode()).as(text(answered)).isEqualTo(202);

        String timeline = gateway.get(
                        "/audit/api/transfers/" + id.toLowerCase(Locale.ROOT),
                        gateway.token("9A1", "auditor"),
                        "application/json")
                .body();
        assertThat(timeline)
                .contains("RECEIVED", "TRANSLATED", "ROUTED", "OFFERED", "COLLECTED", "ACKNOWLEDGED", "mesh.rcbhc001")
                .doesNotContain(SyntheticAdmission.nhsNumber(42));
    }

    @Test
    void a_record_goes_to_the_mailbox_it_is_addressed_to_whatever_stands_inside() throws Exception {
        HttpResponse<byte[]> reply = send(SOUTH, SyntheticAdmission.message("MESH2", 77, 7777), Map.of());
        assertThat(reply.statusCode()).as(text(reply)).isEqualTo(202);
        String id = waiting(SOUTH);
        assertThat(gateway.get(
                                "/fhir/Task/" + id.toLowerCase(Locale.ROOT),
                                gateway.token("9D2", "destination"),
                                "application/fhir+json")
                        .statusCode())
                .as("every face shows the same")
                .isEqualTo(200);
    }

    @Test
    void what_nobody_can_read_is_refused_at_once_and_what_leads_nowhere_is_reported_later() throws Exception {
        HttpResponse<byte[]> unreadable = send(GATEWAY, "not HL7".getBytes(UTF_8), Map.of());
        assertThat(unreadable.statusCode()).isEqualTo(417);
        assertThat(text(unreadable)).contains("\"02\"").doesNotContain("not HL7");
        // Larger than any other address of the gateway takes.
        assertThat(send(GATEWAY, new byte[18_000_000], Map.of()).statusCode()).isEqualTo(417);

        byte[] nowhere = new String(SyntheticAdmission.message("MESH3", 90, 9000), UTF_8)
                .replace("|ROUTE|", "|NOBODY|")
                .getBytes(UTF_8);
        HttpResponse<byte[]> taken = send(GATEWAY, nowhere, Map.of("Mex-LocalID", "mine-3"));
        assertThat(taken.statusCode()).isEqualTo(202);
        HttpResponse<byte[]> report = get(TRUST, "/inbox/" + waiting(TRUST));
        assertThat(report.headers().firstValue("Mex-MessageType")).hasValue("REPORT");
        assertThat(report.headers().firstValue("Mex-StatusCode")).hasValue("12");
        assertThat(report.headers().firstValue("Mex-LocalID")).hasValue("mine-3");
        assertThat(report.headers().firstValue("Mex-LinkedMsgID"))
                .hasValue(text(taken).replaceAll(".*\"messageID\":\"([^\"]+)\".*", "$1"));
    }

    @Test
    void its_credentials_open_nothing_else_and_no_others_open_it() throws Exception {
        String credential = credential(NORTH);
        assertThat(asked("/messageexchange/" + NORTH + "/inbox", credential).statusCode())
                .isEqualTo(200);
        assertThat(asked("/messageexchange/" + NORTH + "/inbox", credential).statusCode())
                .as("it is good for one request")
                .isEqualTo(403);
        assertThat(asked("/fhir/Task", credential(NORTH)).statusCode()).isEqualTo(401);
        for (String role : List.of("destination", "operator")) {
            String token = "Bearer " + gateway.token(role.equals("operator") ? "9P1" : "9D1", role);
            assertThat(asked("/messageexchange/" + NORTH + "/inbox", token).statusCode())
                    .isEqualTo(403);
        }
        assertThat(asked("/messageexchange/_ping", "none").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> tab = send(GATEWAY, "r".getBytes(UTF_8), Map.of("Mex-Subject", "a\tb"));
        assertThat(tab.statusCode()).as(text(tab)).isEqualTo(400);
        assertThat(text(tab)).contains("\"06\"");
    }

    private static String waiting(String mailbox) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> text(get(mailbox, "/inbox")).replaceAll(".*\\[\"?([^\"\\]]*).*", "$1"),
                        id -> !id.isEmpty());
    }

    private static HttpResponse<byte[]> send(String to, byte[] body, Map<String, String> headers) throws Exception {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Mex-To", to);
        all.put("Mex-WorkflowID", "PORTAGE_HL7V2");
        return call(TRUST, "POST", "/outbox", body, all);
    }

    private static HttpResponse<byte[]> get(String mailbox, String path) throws IOException, InterruptedException {
        return call(mailbox, "GET", path, new byte[0], Map.of());
    }

    /** A GET with any Authorization header. */
    private static HttpResponse<byte[]> asked(String path, String authorization) throws Exception {
        return ask(HttpRequest.newBuilder(address(path)).header("Authorization", authorization));
    }

    private static HttpResponse<byte[]> ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> call(
            String mailbox, String method, String path, byte[] body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address("/messageexchange/" + mailbox + path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .header("Authorization", credential(mailbox));
        headers.forEach(request::header);
        return ask(request);
    }

    private static URI address(String path) {
        return URI.create("http://127.0.0.1:" + gateway.httpPort() + path);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }

    private static String credential(String mailbox) {
        String time = DateTimeFormatter.ofPattern("yyyyMMddHHmm", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        String nonce = UUID.randomUUID().toString();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
            byte[] hash = mac.doFinal((mailbox + ":" + nonce + ":0:" + SECRET + ":" + time).getBytes(UTF_8));
            return "NHSMESH " + mailbox + ":" + nonce + ":0:" + time + ":"
                    + HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
