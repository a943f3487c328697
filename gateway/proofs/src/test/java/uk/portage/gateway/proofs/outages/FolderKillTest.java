package uk.portage.gateway.proofs.outages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;
import uk.portage.gateway.proofs.LedgerFile;
import uk.portage.gateway.proofs.RunningGateway;
import uk.portage.gateway.store.Failpoint;

/** A watched folder of the whole gateway: killed at the worst moment, a file is taken again and nothing is doubled. */
class FolderKillTest {

    private static final int MESSAGES = 5;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void a_file_whose_messages_were_committed_before_a_kill_is_taken_again_with_the_first_receipts() throws Exception {
        Path data = folder.resolve("data");
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        RunningGateway.prepare(data);
        configure(data);

        try (GatewayProcess dying =
                RunningGateway.start(data, List.of("-Dportage.failpoint=AFTER_COMMIT_BEFORE_MOVE"), List.of())) {
            put(inbox);
            await().atMost(SOON).until(() -> !dying.isAlive());
        } catch (GatewayProcess.EndedEarlyException e) {
            assertThat(e.status()).isEqualTo(Failpoint.EXIT_STATUS);
        }
        assertThat(inbox.resolve("day.hl7")).as("the file stays").exists();
        assertThat(received(data)).as("its messages were committed").isEqualTo(MESSAGES);

        try (GatewayProcess gateway = RunningGateway.start(data)) {
            Path done = inbox.resolve("done").resolve("day.hl7");
            await().atMost(SOON).until(() -> Files.exists(done));
            assertThat(Files.readAllLines(done.resolveSibling("day.hl7.results.csv")))
                    .hasSize(MESSAGES + 1)
                    .filteredOn(line -> line.contains(",ACCEPTED,"))
                    .hasSize(MESSAGES);
            String token = gateway.token("9D1", "destination");
            await().atMost(SOON).until(() -> tasks(gateway, token) == MESSAGES);
            assertThat(received(data)).isEqualTo(MESSAGES);
            assertThat(LedgerFile.count(data, "\"kind\":\"REPEATED\"")).isEqualTo(MESSAGES);
        }
    }

    private void configure(Path data) throws IOException {
        Path file = data.resolve("portage.yaml");
        String yaml = Files.readString(file);
        Files.writeString(file, yaml + """

                folders:
                  - name: files
                    adapter: hl7v2
                    folder: ../inbox
                    senders: {RCB: RCB}
                    limits: {quiet: 200 ms}
                """);
    }

    private void put(Path inbox) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("BHS|^~\\&|PAS|RCB\r".getBytes(StandardCharsets.UTF_8));
        for (int n = 0; n < MESSAGES; n++) {
            file.writeBytes(SyntheticAdmission.message("FK" + n, 20 + n, n));
        }
        file.writeBytes(("BTS|" + MESSAGES + "\r").getBytes(StandardCharsets.UTF_8));
        Path draft = Files.write(folder.resolve("draft"), file.toByteArray());
        Files.move(draft, inbox.resolve("day.hl7"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static long received(Path data) throws Exception {
        return LedgerFile.count(data, "\"kind\":\"RECEIVED\"");
    }

    private static long tasks(GatewayProcess gateway, String token) throws Exception {
        String page = gateway.get("/fhir/Task?_count=500", token, "application/fhir+json")
                .body();
        return page.split("\"reference\"\\s*:\\s*\"Bundle/", -1).length - 1;
    }
}
