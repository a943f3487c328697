package uk.portage.gateway.pipeline.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.hl7v2.Hl7v2Adapter;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.pipeline.receive.MllpConfiguration.Limits;
import uk.portage.gateway.pipeline.tls.CertificateHolders;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;

/** The intake with the real adapter: what a trust's integration engine sends and hears. */
@Timeout(60)
class Hl7v2IntakeTest {

    private static final OdsCode TRUST = new OdsCode("RCB");

    @TempDir
    Path directory;

    private Store store;
    private CamelContext camel;
    private Intake intake;
    private MllpChannel channel;

    @BeforeEach
    void start() throws Exception {
        store = SqlStore.open(new StoreConfiguration.Sqlite(directory.resolve("portage.db")), Clock.systemUTC());
        camel = new DefaultCamelContext();
        camel.start();
        intake = new Intake(
                store,
                List.of(new Hl7v2Adapter()),
                new byte[32],
                Map.of(),
                Quota.NONE,
                organisation -> false,
                Rates.DEFAULT,
                new SimpleMeterRegistry(),
                InstantSource.system());
        channel = MllpChannel.start(
                camel,
                MllpConfiguration.loopback(new ChannelConfiguration("mllp", "hl7v2", Map.of("RCB55", TRUST)), 0)
                        .with(Limits.DEFAULT.withMaxFrameBytes(50_000)),
                CertificateHolders.NONE,
                intake);
    }

    @AfterEach
    void stop() throws Exception {
        channel.close();
        camel.close();
        store.close();
    }

    @Test
    void an_admission_is_kept_and_acknowledged_with_its_receipt() throws IOException {
        String answer = send(admission("M1", "RCB55"));
        assertThat(answer).contains("MSA|AA|M1|");
        String receipt = answer.substring(answer.indexOf("MSA|AA|M1|") + 10).strip();
        SubmissionRow row = store.submission(SubmissionId.parse(receipt)).orElseThrow();
        assertThat(row.sender()).isEqualTo(TRUST);
        assertThat(row.workflow()).isEqualTo(Workflow.ADMISSION_NOTICE);
        assertThat(row.receivingFacility()).isEqualTo("COUNCIL");
        assertThat(row.eventTime()).hasValue(Instant.parse("2026-11-20T09:30:00Z"));
        assertThat(store.submissionBytes(row.id()))
                .hasValue(admission("M1", "RCB55").getBytes(StandardCharsets.UTF_8));
        assertThat(kinds()).containsExactly(EntryKind.RECEIVED);
    }

    @Test
    void each_refusal_names_the_message_and_the_reason() throws IOException {
        assertThat(send(admission("M2", "RXX")))
                .contains("MSA|AR|M2|WRONG_SENDER")
                .contains("ERR|");
        assertThat(send(admission("M3", "RCB55").replace("ADT^A01", "ACK^A01"))).contains("MSA|AR|M3|UNSUPPORTED_TYPE");
        assertThat(send("not a message")).contains("MSA|AR||UNREADABLE");
        assertThat(send(admission("M4", "RCB55") + "NTE|1||" + "x".repeat(60_000) + "\r"))
                .contains("MSA|AR|M4|OVERSIZED");
        send(admission("M5", "RCB55"));
        assertThat(send(admission("M5", "RCB55") + "NTE|1||changed\r")).contains("MSA|AR|M5|DUPLICATE_CONFLICT");
        assertThat(kinds())
                .containsExactly(
                        EntryKind.REFUSED,
                        EntryKind.REFUSED,
                        EntryKind.REFUSED,
                        EntryKind.REFUSED,
                        EntryKind.RECEIVED,
                        EntryKind.REFUSED);
    }

    @Test
    void a_type_without_a_mapping_is_carried_or_refused_as_its_channel_says() throws IOException {
        String pharmacy = admission("M7", "RCB55").replace("ADT^A01", "ZZZ^Z01");
        assertThat(send(pharmacy)).contains("MSA|AA|M7|");
        ChannelConfiguration strict = new ChannelConfiguration(
                "strict", "hl7v2", Map.of("RCB55", TRUST), ChannelConfiguration.Unmapped.REFUSE);
        try (MllpChannel refusing =
                MllpChannel.start(camel, MllpConfiguration.loopback(strict, 0), CertificateHolders.NONE, intake)) {
            assertThat(send(pharmacy, refusing.port()))
                    .contains("MSA|AR|M7|UNSUPPORTED_TYPE")
                    .contains("ERR|MSH^1^9^200");
            assertThat(send(admission("M8", "RCB55"), refusing.port())).contains("MSA|AA|M8|");
            assertThat(send(pharmacy.replace("RCB55", "RXX"), refusing.port())).contains("MSA|AR|M7|WRONG_SENDER");
        }
        assertThat(kinds())
                .containsExactly(EntryKind.RECEIVED, EntryKind.REFUSED, EntryKind.RECEIVED, EntryKind.REFUSED);
        EntryDraft refused = store.ledger().entriesAfter(1, 1).get(0).content();
        assertThat(refused.code()).hasValue(FailureCode.UNSUPPORTED_TYPE);
        assertThat(refused.channel()).hasValue("strict");
        assertThat(refused.sender()).hasValue(TRUST);
        assertThat(refused.transfer())
                .as("counted as a record that did not arrive")
                .isPresent();
    }

    @Test
    void nothing_of_the_sender_breaks_out_of_an_answer() throws IOException {
        String answer = send(admission("M6\\X0D\\MSA|AA|forged", "RXX").replace("RXX", "R^X~X"));
        assertThat(answer.split("\r")).hasSize(3);
        assertThat(answer).doesNotContain("MSA|AA");
    }

    private String send(String message) throws IOException {
        return send(message, channel.port());
    }

    private static String send(String message, int port) throws IOException {
        try (MllpClient client = MllpClient.connect("127.0.0.1", port, Duration.ofSeconds(20))) {
            return new String(client.send(message.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        }
    }

    private List<EntryKind> kinds() {
        return store.ledger().entriesAfter(0, 100).stream()
                .map(Entry::content)
                .map(EntryDraft::kind)
                .toList();
    }

    private static String admission(String id, String facility) {
        return "MSH|^~\\&|PAS|" + facility + "|PORTAGE|COUNCIL|20261120093100||ADT^A01|" + id + "|P|2.4\r"
                + "EVN|A01|20261120093000\r"
                + "PID|1||9990000018^^^NHS^NH||ZZTEST^SYNTHETIC||19500101|2\r"
                + "PV1|1|I|WARD1\r";
    }
}
