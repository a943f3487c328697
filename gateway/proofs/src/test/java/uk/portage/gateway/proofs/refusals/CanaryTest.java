package uk.portage.gateway.proofs.refusals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.benchmarks.load.MllpPush;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;
import uk.portage.gateway.proofs.LedgerFile;
import uk.portage.gateway.proofs.RunningGateway;

/** A record that cries out wherever it is written: nothing of it may stand outside payloads. */
class CanaryTest {

    private static final String SURNAME = "ZZCANARY";
    private static final int PERSON = 19;
    private static final String NHS_NUMBER = SyntheticAdmission.nhsNumber(PERSON);
    private static final int DAMAGED = 500;

    @Test
    void nothing_of_a_record_stands_in_logs_metrics_ledger_or_auditor_answers(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        List<String> seen = new ArrayList<>();
        try (GatewayProcess gateway = RunningGateway.start(data)) {
            pushWholeAndDamaged(gateway);
            await().atMost(Duration.ofSeconds(30)).until(() -> LedgerFile.count(data, "\"OFFERED\"") > 0);
            String auditor = gateway.token("9A1", "auditor");
            String operator = gateway.token("9P1", "operator");
            String destination = gateway.token("9D1", "destination");
            for (String path : List.of(
                    "/audit/",
                    "/audit/api/portability",
                    "/audit/api/transfers?newest=500",
                    "/audit/api/portability?from=" + SURNAME,
                    "/audit/api/transfers/" + SURNAME)) {
                seen.add(describe(gateway.get(path, auditor, "*/*")));
            }
            seen.add(describe(gateway.get("/metrics", operator, "*/*")));
            seen.add(describe(gateway.get("/health", operator, "*/*")));
            seen.add(describe(gateway.get("/fhir/Task?_count=500", destination, "application/fhir+json")));
            seen.add(describe(gateway.get("/fhir/Patient?name=" + SURNAME, destination, "application/fhir+json")));
            seen.add(describe(gateway.get("/fhir/Task?status=" + SURNAME, destination, "application/fhir+json")));
        }
        seen.addAll(LedgerFile.entries(data));
        try (Stream<Path> logs = Files.walk(folder)) {
            for (Path log :
                    logs.filter(file -> file.toString().endsWith(".log")).toList()) {
                seen.add(Files.readString(log, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(seen).hasSizeGreaterThan(DAMAGED / 4);
        assertThat(seen).noneMatch(text -> text.contains(SURNAME));
        assertThat(seen).noneMatch(text -> text.contains(NHS_NUMBER));
    }

    @Test
    void nothing_of_a_record_lies_in_any_file_while_the_gateway_runs_and_once_it_has_stopped(@TempDir Path folder)
            throws Exception {
        Path data = folder.resolve("data");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (DataDirectory directory = DataDirectory.open(data, false)) {
            Files.writeString(
                    directory.configuration(),
                    Files.readString(directory.configuration()) + "\namqp: {port: " + port
                            + ", destinations: [9D1]}\n");
        }
        byte[] large = new String(canary("LARGE"), StandardCharsets.UTF_8)
                .concat("OBX|1|ED|1^letter||^TEXT^^A^" + (SURNAME + " ").repeat(40_000) + "||||||F\r")
                .getBytes(StandardCharsets.UTF_8);
        String transfer;
        try (GatewayProcess gateway = RunningGateway.start(data)) {
            String destination = gateway.token("9D1", "destination");
            MllpPush connection = new MllpPush(gateway.mllpPort());
            assertThat(MllpPush.code(connection.push(canary("SMALL")))).isEqualTo("AA");
            assertThat(MllpPush.code(connection.push(large))).isEqualTo("AA");
            connection.close();
            await().atMost(Duration.ofSeconds(60)).until(() -> LedgerFile.count(data, "\"OFFERED\"") == 2);
            assertNoFileSays(data);

            transfer = entryOf(data, "OFFERED").replaceAll(".*\"transfer\":\"([^\"]+)\".*", "$1");
            String bundle = gateway.get("/fhir/Bundle/" + transfer, destination, "application/fhir+json")
                    .body();
            assertThat(bundle).contains(SURNAME, NHS_NUMBER);
            assertNoFileSays(data);
            assertNothingElseSays(gateway, port, destination);
        }
        assertNoFileSays(data);

        try (GatewayProcess gateway = RunningGateway.start(data)) {
            String destination = gateway.token("9D1", "destination");
            assertThat(gateway.get("/fhir/Bundle/" + transfer, destination, "application/fhir+json")
                            .body())
                    .contains(SURNAME);
            HttpResponse<String> erased = gateway.post(
                    "/operator/records/" + transfer + "/erase?reason=person", gateway.token("9P1", "operator"));
            assertThat(erased.statusCode()).as(erased.body()).isEqualTo(200);
            assertThat(gateway.get("/fhir/Bundle/" + transfer, destination, "application/fhir+json")
                            .statusCode())
                    .isEqualTo(410);
            assertThat(entryOf(data, "ERASED")).contains("\"erasure\":\"PERSON\"");
            assertNoFileSays(data);
        }
    }

    private static String entryOf(Path data, String kind) throws Exception {
        return LedgerFile.entries(data).stream()
                .filter(entry -> entry.contains("\"kind\":\"" + kind + "\""))
                .findFirst()
                .orElseThrow();
    }

    /** Where neither a log nor a file is: the process itself, and what goes with a message beside its body. */
    private static void assertNothingElseSays(GatewayProcess gateway, int amqpPort, String token) throws Exception {
        List<String> messages = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            messages.clear();
            messages.addAll(ProcessTraces.offered(amqpPort, "9D1", token));
            return !messages.isEmpty();
        });
        assertThat(messages).allMatch(properties -> properties.contains("transfer="));
        Map<String, String> process = ProcessTraces.of(gateway.pid());
        assertThat(process.get("Thread.print")).contains("portage-");
        assertThat(process.get("VM.flags"))
                .doesNotContain("+HeapDumpOnOutOfMemoryError", "+HeapDumpBeforeFullGC", "+HeapDumpAfterFullGC");
        long matches =
                ProcessTraces.matches(Stream.concat(messages.stream(), process.values().stream()), SURNAME, NHS_NUMBER);
        System.out.println("canary looked for in the properties of " + messages.size() + " messages and in "
                + process.keySet() + ": matches " + matches);
        assertThat(matches).isZero();
    }

    private static void assertNoFileSays(Path data) throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.walk(data)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files).anyMatch(file -> file.toString().endsWith("portage.db"));
        assertThat(files).anyMatch(file -> file.toString().contains("journal"));
        for (Path file : files) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            // In UTF-16, as a broker may write texts, there is a zero between two letters.
            for (String secret : List.of(SURNAME, NHS_NUMBER, String.join("\0", SURNAME.split("")))) {
                assertThat(text.contains(secret)).as("%s in %s", secret, file).isFalse();
            }
        }
    }

    private static void pushWholeAndDamaged(GatewayProcess gateway) throws Exception {
        Random random = new Random(19);
        byte[] whole = canary("CANARY0");
        MllpPush connection = new MllpPush(gateway.mllpPort());
        assertThat(MllpPush.code(connection.push(whole))).isEqualTo("AA");
        for (int n = 1; n <= DAMAGED; n++) {
            byte[] message = canary("CANARY" + n);
            for (int hits = random.nextInt(8); hits >= 0; hits--) {
                byte damage =
                        (byte) (random.nextInt(4) == 0 ? "|^~\\&\r".charAt(random.nextInt(6)) : random.nextInt(256));
                int at = random.nextInt(3) == 0 ? random.nextInt(120) : random.nextInt(message.length);
                message[at] = damage == 0x0B || damage == 0x1C ? (byte) ' ' : damage;
            }
            String code = MllpPush.code(connection.push(message));
            assertThat(code).isIn("AA", "AR");
        }
        connection.close();
    }

    private static byte[] canary(String controlId) {
        return new String(SyntheticAdmission.message(controlId, PERSON, 1), StandardCharsets.UTF_8)
                .replaceAll("ARKWRIGHT|BRAMBLE|CALDERDALE|DUNNOCK|EAVES|FENNIMORE", SURNAME)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String describe(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.headers().map() + " " + answer.body();
    }
}
