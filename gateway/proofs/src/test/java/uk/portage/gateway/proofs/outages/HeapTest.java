package uk.portage.gateway.proofs.outages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.benchmarks.collect.LargeDocument;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.benchmarks.load.MllpPush;
import uk.portage.gateway.proofs.RunningGateway;

/** Large documents, all at once, in a heap that holds only some of them: the gateway must not run out of it. */
class HeapTest {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final int DOCUMENTS = 6;
    private static final Pattern TOTAL = Pattern.compile("\"total\"\\s*:\\s*(\\d+)");
    private static final Pattern TASK = Pattern.compile("\"resourceType\":\"Task\",\"id\":\"([0-9a-f-]{36})\"");

    @Tag("slow")
    @Test
    void documents_that_together_are_too_large_for_the_heap_are_carried_and_read_one_after_the_other(
            @TempDir Path folder) throws Exception {
        try (GatewayProcess gateway = RunningGateway.start(folder.resolve("data"), List.of("-Xmx320m"), List.of())) {
            String token = gateway.token("9D1", "destination");
            assertThat(push(gateway, 0, 8 * MEBIBYTE)).contains("MSA|AR|").contains("OVERSIZED");
            ExecutorService senders = Executors.newFixedThreadPool(DOCUMENTS);
            try {
                List<Future<String>> answers = new ArrayList<>();
                for (int number = 1; number <= DOCUMENTS; number++) {
                    int one = number;
                    answers.add(senders.submit(() -> pushUntilTaken(gateway, one, 6 * MEBIBYTE)));
                }
                for (Future<String> answer : answers) {
                    assertThat(answer.get()).isEqualTo("AA");
                }
                await().atMost(Duration.ofMinutes(2)).until(() -> waiting(gateway, token) == DOCUMENTS);
                Matcher tasks = TASK.matcher(gateway.get("/fhir/Task?status=requested", token, "application/fhir+json")
                        .body());
                List<Future<Integer>> read = new ArrayList<>();
                while (tasks.find()) {
                    String transfer = tasks.group(1);
                    read.add(senders.submit(() -> gateway.get("/fhir/Bundle/" + transfer, token, "application/fhir+xml")
                            .statusCode()));
                }
                for (Future<Integer> status : read) {
                    assertThat(status.get()).isIn(200, 503);
                }
            } finally {
                senders.shutdownNow();
            }
            assertThat(gateway.isAlive()).isTrue();
        }
    }

    /** As a sender does that is told that the gateway is at its limit. */
    private static String pushUntilTaken(GatewayProcess gateway, int number, int bytes) throws Exception {
        String code = MllpPush.code(push(gateway, number, bytes));
        while (code.equals("AE")) {
            Thread.sleep(500);
            code = MllpPush.code(push(gateway, number, bytes));
        }
        return code;
    }

    private static String push(GatewayProcess gateway, int number, int bytes) throws Exception {
        try (MllpPush push = new MllpPush(gateway.mllpPort())) {
            return push.push(LargeDocument.hl7v2(number, bytes));
        }
    }

    private static int waiting(GatewayProcess gateway, String token) throws Exception {
        Matcher total = TOTAL.matcher(gateway.get("/fhir/Task?_summary=count", token, "application/fhir+json")
                .body());
        return total.find() ? Integer.parseInt(total.group(1)) : 0;
    }
}
