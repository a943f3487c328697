package uk.portage.gateway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

/** From entries in the real store to the auditor's figures, with nothing in between that is not the product's. */
class StoredLedgerTest {

    private static final OdsCode TRUST = new OdsCode("RX9");
    private static final OdsCode COUNCIL = new OdsCode("900");
    private static final Instant MORNING = Instant.parse("2026-11-23T08:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SettableClock clock = new SettableClock();
    private int sent;

    @TempDir
    private Path directory;

    private SqlStore store;

    @BeforeEach
    void open() {
        store = SqlStore.open(new StoreConfiguration.Sqlite(directory.resolve("portage.db")), clock);
    }

    @Test
    void counts_what_the_entries_say() throws IOException {
        for (int i = 0; i < 20; i++) {
            TransferId id = routed(true);
            answered(id, Duration.ofMinutes(10), EntryDraft.of(EntryKind.ACKNOWLEDGED));
        }
        for (int i = 0; i < 6; i++) {
            answered(
                    routed(true),
                    Duration.ofMinutes(10),
                    EntryDraft.of(EntryKind.REJECTED)
                            .code(FailureCode.REJECTED)
                            .reason(RejectionReason.PATIENT_NOT_KNOWN));
        }
        for (int i = 0; i < 8; i++) {
            answered(routed(false), Duration.ofMinutes(10), EntryDraft.of(EntryKind.ACKNOWLEDGED));
        }
        for (int i = 0; i < 6; i++) {
            routed(true);
        }

        try (AuditServer server = new AuditServer(store.ledger())) {
            JsonNode json = JSON.readTree(server.get("/audit/api/portability").body());

            assertThat(json.at("/total/eligible").asLong()).isEqualTo(40);
            assertThat(json.at("/total/portable").asLong()).isEqualTo(20);
            assertThat(json.at("/total/portability").asDouble()).isEqualTo(0.5);
            assertThat(json.at("/total/interval95/low").asDouble()).isEqualTo(0.3520);
            assertThat(json.at("/total/interval95/high").asDouble()).isEqualTo(0.6480);
            assertThat(json.at("/total/statuses/INTEGRATED_ON_TIME").asLong()).isEqualTo(28);
            assertThat(json.at("/total/statuses/REJECTED").asLong()).isEqualTo(6);
            assertThat(json.at("/total/statuses/OPEN").asLong()).isEqualTo(6);
            assertThat(json.at("/provisional").asBoolean()).isTrue();
            assertThat(json.at("/failures/0/code").asText()).isEqualTo("REJECTED");
            assertThat(json.at("/failures/0/count").asLong()).isEqualTo(6);
            assertThat(json.at("/losses/0/kind").asText()).isEqualTo("TEXT_ONLY");
            assertThat(json.at("/losses/0/count").asLong()).isEqualTo(80);
            assertThat(json.at("/pairs/0/sender").asText()).isEqualTo("RX9");
            assertThat(json.at("/pairs/0/recipient").asText()).isEqualTo("900");
            assertThat(Duration.parse(json.at("/total/timesToIntegration/p50").asText()))
                    .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
            assertThat(json.at("/funnel").findValuesAsText("count"))
                    .containsExactly("40", "40", "40", "34", "28", "28", "20");
            assertThat(json.at("/suppliers/0/sender").asText()).isEqualTo("Northern Systems");
            assertThat(json.at("/suppliers/0/recipient").asText()).isEqualTo("Western Care Systems");
            assertThat(json.at("/suppliers/0/portability").asDouble()).isEqualTo(0.5);
            assertThat(json.at("/concentration/suppliers").asDouble()).isEqualTo(1);
            String supplied = server.get("/audit/api/portability?supplier=Western+Care+Systems")
                    .body();
            assertThat(JSON.readTree(supplied).at("/total")).isEqualTo(json.at("/total"));
            assertThat(server.get("/audit/api/portability?supplier=Nobody").statusCode())
                    .isEqualTo(400);
            HttpResponse<String> page = server.get("/audit/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("50.0%", "20 of 40 eligible transfers were portable.");
        }
        store.close();
    }

    @Test
    void tells_the_whole_road_of_a_transfer() throws IOException {
        TransferId id = routed(true);
        answered(id, Duration.ofMinutes(10), EntryDraft.of(EntryKind.ACKNOWLEDGED));

        try (AuditServer server = new AuditServer(store.ledger())) {
            JsonNode json =
                    JSON.readTree(server.get("/audit/api/transfers/" + id).body());

            assertThat(json.at("/status").asText()).isEqualTo("INTEGRATED_ON_TIME");
            assertThat(json.at("/portable").asBoolean()).isTrue();
            assertThat(json.at("/entries").findValuesAsText("kind"))
                    .containsExactly("RECEIVED", "ROUTED", "OFFERED", "COLLECTED", "ACKNOWLEDGED");
            assertThat(server.get("/audit/transfers/" + id).body())
                    .containsSubsequence("Received and kept", "Integrated by the recipient");
        }
        store.close();
    }

    @Test
    void who_asks_is_kept_beside_the_transfers_and_changes_nothing_that_is_told_of_them() throws IOException {
        TransferId id = routed(true);
        long before = store.ledger().lastSequence();

        try (AuditServer server = new AuditServer(store.ledger(), this::keep)) {
            for (int i = 0; i < 60; i++) {
                server.get("/audit/api/transfers/" + id);
            }
            JsonNode newest =
                    JSON.readTree(server.get("/audit/api/transfers?newest=1").body());
            JsonNode timeline =
                    JSON.readTree(server.get("/audit/api/transfers/" + id).body());

            assertThat(newest.at("/transfers/0/id").asText()).isEqualTo(id.toString());
            assertThat(timeline.at("/entries").findValuesAsText("kind"))
                    .containsExactly("RECEIVED", "ROUTED", "OFFERED");
        }
        List<EntryDraft> kept = store.ledger().entriesAfter(before, 100).stream()
                .map(Entry::content)
                .toList();
        assertThat(kept).hasSize(62).allMatch(entry -> entry.kind() == EntryKind.QUERIED);
        assertThat(kept.get(0).transfer()).contains(id);
        assertThat(kept.get(60).transfer()).isEmpty();
        assertThat(store.ledger().state(id).orElseThrow().status()).isEqualTo(TransferStatus.OPEN);
        store.close();
    }

    private boolean keep(EntryDraft question) {
        return store.write(transaction -> {
                    transaction.append(question);
                    return true;
                })
                .join();
    }

    @Test
    void says_that_the_ledger_cannot_be_read_and_no_more() {
        try (AuditServer server = new AuditServer(store.ledger())) {
            store.close();

            HttpResponse<String> page = server.get("/audit/");
            HttpResponse<String> api = server.get("/audit/api/portability");

            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body())
                    .contains("The ledger cannot be read at the moment")
                    .doesNotContain("Exception");
            assertThat(api.statusCode()).isEqualTo(503);
            assertThat(api.body()).contains("STORE_UNAVAILABLE").doesNotContain("Exception");
        }
    }

    private TransferId routed(boolean rightPerson) {
        clock.set(MORNING.plusSeconds(60L * sent));
        SubmissionId submission = SubmissionId.of(DedupeKey.of(TRUST, "ward", Integer.toString(++sent)));
        TransferId id = TransferId.of(submission, COUNCIL);
        append(EntryDraft.of(EntryKind.RECEIVED)
                .submission(submission)
                .sender(TRUST)
                .workflow(Workflow.DISCHARGE_NOTICE)
                .format("hl7v2")
                .startedAt(clock.instant(), true)
                .timeTarget(TimeTarget.defaultFor(Workflow.DISCHARGE_NOTICE)));
        append(EntryDraft.of(EntryKind.ROUTED)
                .submission(submission)
                .transfer(id)
                .sender(TRUST)
                .recipient(COUNCIL)
                .workflow(Workflow.DISCHARGE_NOTICE)
                .format("hl7v2")
                .startedAt(clock.instant(), true)
                .timeTarget(TimeTarget.defaultFor(Workflow.DISCHARGE_NOTICE))
                .rightPerson(rightPerson)
                .valid(true)
                .losses(Map.of(LossKind.TEXT_ONLY, 2)));
        append(EntryDraft.of(EntryKind.OFFERED).transfer(id).submission(submission));
        return id;
    }

    private void answered(TransferId id, Duration after, EntryDraft.Builder answer) {
        clock.set(MORNING.plusSeconds(60L * (sent - 1)).plus(after));
        for (EntryDraft.Builder entry : List.of(EntryDraft.of(EntryKind.COLLECTED), answer)) {
            append(entry.transfer(id));
        }
    }

    private void append(EntryDraft.Builder entry) {
        store.write(transaction -> {
                    transaction.append(entry.draft());
                    return true;
                })
                .join();
    }

    private static final class SettableClock extends Clock {
        private volatile Instant now = MORNING;

        void set(Instant to) {
            now = to;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
