package uk.portage.gateway.proofs.refusals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.benchmarks.load.MllpPush;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;
import uk.portage.gateway.proofs.LedgerFile;
import uk.portage.gateway.proofs.RunningGateway;

/** Bad input at the real ports: whoever caused it hears precisely what is wrong, and the ledger keeps the code. */
class RefusalTest {

    private static final int FRAME_LIMIT = 1_000_000;
    private static final Pattern TASK = Pattern.compile("\"reference\"\\s*:\\s*\"Bundle/([0-9a-f-]{36})\"");

    @TempDir
    private static Path folder;

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        Path data = data();
        RunningGateway.prepare(data);
        Path configuration = data.resolve("portage.yaml");
        String yaml = Files.readString(configuration);
        String limited = yaml.replaceFirst("(?m)^    # limits:.*$", "    limits: {frame: 1 MB, frame-time: 2 s}");
        assertThat(limited).isNotEqualTo(yaml);
        Files.writeString(configuration, limited);
        gateway = RunningGateway.start(data);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void bytes_that_are_no_message_are_refused_as_the_senders_fault() throws Exception {
        long before = count("UNREADABLE");
        assertThat(push("this is not HL7".getBytes(StandardCharsets.UTF_8))).startsWith("AR");
        assertThat(count("UNREADABLE")).isEqualTo(before + 1);
    }

    @Test
    void a_type_that_is_not_supported_is_refused() throws Exception {
        String answer = text("B2", 11, 1).replace("ADT^A01^ADT_A01", "ACK^A01^ACK");
        assertThat(push(bytes(answer))).startsWith("AR").contains("B2");
        assertThat(count("UNSUPPORTED_TYPE")).isPositive();
    }

    @Test
    void a_sender_that_may_not_use_the_channel_is_refused() throws Exception {
        assertThat(push(bytes(text("B3", 12, 1).replace("|PAS|RCB|", "|PAS|RXX|"))))
                .startsWith("AR")
                .contains("B3");
        assertThat(count("WRONG_SENDER")).isPositive();
    }

    @Test
    void an_oversized_frame_is_refused_with_its_control_id() throws Exception {
        byte[] head = SyntheticAdmission.message("B4", 13, 1);
        byte[] message = new byte[FRAME_LIMIT * 3];
        java.util.Arrays.fill(message, (byte) 'x');
        System.arraycopy(head, 0, message, 0, head.length);
        assertThat(push(message)).startsWith("AR").contains("B4");
        assertThat(count("OVERSIZED")).isPositive();
    }

    @Test
    void a_frame_that_drips_is_given_up_while_neighbours_go_on() throws Exception {
        try (Socket drip = new Socket(InetAddress.getLoopbackAddress(), gateway.mllpPort())) {
            drip.setSoTimeout(20_000);
            OutputStream out = drip.getOutputStream();
            InputStream in = drip.getInputStream();
            out.write(0x0B);
            Instant begin = Instant.now();
            Thread dripping = new Thread(() -> drip(out));
            dripping.start();
            long slowest = 0;
            for (int n = 0; n < 20; n++) {
                long sent = System.nanoTime();
                assertThat(push(SyntheticAdmission.message("B5N" + n, 14, n))).startsWith("AA");
                slowest = Math.max(slowest, System.nanoTime() - sent);
            }
            byte[] answer = in.readAllBytes();
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));
            assertThat(new String(answer, StandardCharsets.UTF_8)).contains("MSA|A");
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(2));
            dripping.join();
        }
        assertThat(count("FRAME_TIMEOUT")).isPositive();
    }

    @Test
    void a_control_id_used_again_for_other_content_is_refused_and_the_same_content_is_not() throws Exception {
        byte[] first = SyntheticAdmission.message("B6", 15, 1);
        String receipt = receipt(push(first));
        assertThat(receipt(push(first))).isEqualTo(receipt);
        assertThat(push(SyntheticAdmission.message("B6", 15, 2))).startsWith("AR");
        assertThat(count("DUPLICATE_CONFLICT")).isEqualTo(1);
        assertThat(LedgerFile.count(data(), "REPEATED")).isPositive();
    }

    @Test
    void an_invalid_nhs_number_is_carried_as_sent_and_is_not_the_right_person() throws Exception {
        String right = SyntheticAdmission.nhsNumber(16);
        String wrong = right.substring(0, 9) + (right.charAt(9) == '9' ? '0' : (char) (right.charAt(9) + 1));
        byte[] message = bytes(text("B7", 16, 7_000_001).replace(right, wrong));
        assertThat(push(message)).startsWith("AA");
        String bundle = await().atMost(Duration.ofSeconds(20)).until(() -> bundleWith("V7000001"), b -> !b.isEmpty());
        assertThat(bundle).contains(wrong).doesNotContain(right);
        assertThat(LedgerFile.count(data(), "\"ROUTED\"", "\"rightPerson\":false"))
                .isPositive();
    }

    @Test
    void a_receiver_that_is_not_registered_is_a_visible_transfer_without_route() throws Exception {
        assertThat(push(bytes(text("B8", 17, 1).replace("|PORTAGE|ROUTE|", "|PORTAGE|NOWHERE|"))))
                .startsWith("AA");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> LedgerFile.count(data(), "NOT_ROUTED", "UNKNOWN_DESTINATION") > 0);
        String auditor = gateway.token("9A1", "auditor");
        assertThat(gateway.get("/audit/api/portability", auditor, "application/json")
                        .body())
                .contains("UNKNOWN_DESTINATION");
    }

    @Test
    void an_expired_token_is_refused_and_recorded() throws Exception {
        Path tokens = data().resolve("tokens");
        String expired = "expired-expired-expired-expired-expired-expired";
        Files.writeString(tokens, Files.readString(tokens) + expired + " 9D1 destination 2020-01-01\n");
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            HttpResponse<String> answer = gateway.get("/fhir/Task", expired, "application/fhir+json");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("expired");
            assertThat(answer.body()).contains("OperationOutcome");
        });
        await().atMost(Duration.ofSeconds(10)).until(() -> count("TOKEN_EXPIRED") > 0);
    }

    @Test
    void no_token_is_no_answer() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.httpPort() + "/fhir/metadata"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("OperationOutcome");
    }

    @Test
    void another_organisations_task_looks_like_an_unknown_one_and_is_recorded() throws Exception {
        assertThat(push(SyntheticAdmission.message("B11", 18, 8_000_001))).startsWith("AA");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !bundleWith("V8000001").isEmpty());
        Matcher task = TASK.matcher(tasks("9D1"));
        assertThat(task.find()).isTrue();
        String other = gateway.token("9D2", "destination");
        HttpResponse<String> foreign = gateway.get("/fhir/Task/" + task.group(1), other, "application/fhir+json");
        String nobodys = "00000000-0000-8000-8000-000000000000";
        HttpResponse<String> unknown = gateway.get("/fhir/Task/" + nobodys, other, "application/fhir+json");
        assertThat(foreign.statusCode()).isEqualTo(404).isEqualTo(unknown.statusCode());
        assertThat(foreign.body().replace(task.group(1), nobodys)).isEqualTo(unknown.body());
        await().atMost(Duration.ofSeconds(10)).until(() -> LedgerFile.count(data(), "DENIED", "NOT_FOUND") > 0);
    }

    private static Path data() {
        return folder.resolve("data");
    }

    private static String text(String controlId, int person, long step) {
        return new String(SyntheticAdmission.message(controlId, person, step), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The acknowledgement from MSA-1 on. */
    private static String push(byte[] message) throws IOException {
        try (MllpPush push = new MllpPush(gateway.mllpPort())) {
            String answer = push.push(message);
            return answer.substring(answer.indexOf("\rMSA|") + 5);
        }
    }

    private static String receipt(String msa) {
        assertThat(msa).startsWith("AA|B6|");
        return msa.substring("AA|B6|".length()).split("[|\r]")[0];
    }

    private static long count(String code) throws Exception {
        return LedgerFile.count(data(), "\"code\":\"" + code + "\"");
    }

    private static String tasks(String owner) throws Exception {
        return gateway.get("/fhir/Task?_count=500", gateway.token(owner, "destination"), "application/fhir+json")
                .body();
    }

    private static String bundleWith(String piece) throws Exception {
        Matcher task = TASK.matcher(tasks("9D1"));
        String token = gateway.token("9D1", "destination");
        while (task.find()) {
            String bundle = gateway.get("/fhir/Bundle/" + task.group(1), token, "application/fhir+json")
                    .body();
            if (bundle.contains(piece)) {
                return bundle;
            }
        }
        return "";
    }

    private static void drip(OutputStream out) {
        try {
            for (int n = 0; n < 200; n++) {
                out.write('M');
                out.flush();
                Thread.sleep(100);
            }
        } catch (IOException closed) {
            // What the test waits for.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
