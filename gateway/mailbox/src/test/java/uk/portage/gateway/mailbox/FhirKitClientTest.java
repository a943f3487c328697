package uk.portage.gateway.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.OTHER_COUNCIL;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** Two councils whose systems are written in JavaScript with the npm package {@code fhir-kit-client}. */
class FhirKitClientTest {

    private static final String NHS_NUMBER = "9990000018";
    private static final int OLDEST_NODE = 20;

    @Test
    void two_destinations_search_claim_read_and_acknowledge_side_by_side_and_see_nothing_of_each_other(
            @TempDir Path folder) throws Exception {
        NpmPackage client = NpmPackage.install("fhir-client", OLDEST_NODE, Integer.MAX_VALUE);
        try (MailboxServer server = new MailboxServer(folder)) {
            List<TransferId> ours = offered(server, COUNCIL);
            List<TransferId> theirs = offered(server, OTHER_COUNCIL);
            CompletableFuture<JsonNode> us = collect(client, server, COUNCIL, theirs.get(0));
            CompletableFuture<JsonNode> them = collect(client, server, OTHER_COUNCIL, ours.get(0));

            assertSaw(server, us.get(), ours);
            assertSaw(server, them.get(), theirs);
        }
    }

    private static List<TransferId> offered(MailboxServer server, OdsCode owner) {
        List<TransferId> transfers = new ArrayList<>();
        transfers.add(server.offerAbout(owner, Workflow.DISCHARGE_SUMMARY, NHS_NUMBER));
        for (int i = 0; i < 4; i++) {
            transfers.add(server.offer(owner));
        }
        return transfers;
    }

    private static CompletableFuture<JsonNode> collect(
            NpmPackage client, MailboxServer server, OdsCode owner, TransferId foreign) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return JsonMapper.builder()
                        .build()
                        .readTree(client.run(
                                "collect.mjs", server.url("/fhir"), owner.value(), foreign.toString(), NHS_NUMBER));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void assertSaw(MailboxServer server, JsonNode seen, List<TransferId> transfers) {
        List<String> ids = transfers.stream().map(TransferId::toString).toList();
        assertThat(seen.get("software").asText()).isEqualTo("Portage");
        assertThat(texts(seen.get("waiting"))).isEqualTo(ids);
        assertThat(texts(seen.get("claimed"))).isEqualTo(ids);
        assertThat(texts(seen.get("answers"))).hasSize(5).containsOnly("completed");
        assertThat(texts(seen.get("records")))
                .isEqualTo(transfers.stream()
                        .map(transfer -> hashOfCompact(server, transfer))
                        .toList());
        assertThat(texts(seen.get("ofPerson"))).containsExactly(ids.get(0));
        assertThat(seen.get("everything").asInt()).isEqualTo(1);
        assertThat(texts(seen.get("foreign"))).containsExactly("404", "404", "404");
        assertThat(seen.get("left").asInt()).isZero();
        for (TransferId transfer : transfers) {
            assertThat(server.store().mailboxItem(transfer).map(MailboxItem::status))
                    .contains(TaskStatus.COMPLETED);
        }
    }

    /** As JavaScript writes again what it has read. */
    private static String hashOfCompact(MailboxServer server, TransferId transfer) {
        MailboxItem item = server.store().mailboxItem(transfer).orElseThrow();
        String stored = new String(server.store().bundle(item.submission()).orElseThrow(), UTF_8);
        return Sha256.of(stored.replace("{  ", "{").getBytes(UTF_8)).hexadecimal();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
