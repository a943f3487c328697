package uk.portage.gateway.proofs.refusals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
