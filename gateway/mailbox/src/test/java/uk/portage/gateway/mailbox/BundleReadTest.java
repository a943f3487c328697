package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.TRUST;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

class BundleReadTest {

    private static MailboxServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new MailboxServer(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void a_bundle_in_json_is_byte_for_byte_what_was_stored() {
        TransferId transfer = server.offer(COUNCIL);
        HttpResponse<byte[]> response =
                server.request("GET", "/fhir/Bundle/" + transfer).send(BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/fhir+json");
        assertThat(response.body()).isEqualTo(stored(transfer));
    }

    @Test
    void a_bundle_in_xml_says_the_same() {
        TransferId transfer = server.offer(COUNCIL);
        HttpResponse<String> response = server.request("GET", "/fhir/Bundle/" + transfer)
                .header("Accept", "application/fhir+xml")
                .send();
        Bundle sent = MailboxServer.FHIR.newXmlParser().parseResource(Bundle.class, response.body());
        Bundle kept = MailboxServer.FHIR
                .newJsonParser()
                .parseResource(Bundle.class, new String(stored(transfer), StandardCharsets.UTF_8));
        assertThat(sent.equalsDeep(kept)).isTrue();
        assertThat(server.get(COUNCIL, "/fhir/Bundle/" + transfer + "?_format=xml")
                        .body())
                .isEqualTo(response.body());
    }

    @Test
    void the_first_read_is_recorded_and_moves_the_task_to_received() {
        TransferId transfer = server.offer(COUNCIL, Workflow.TEST_RESULT);
        for (int i = 0; i < 3; i++) {
            server.get(COUNCIL, "/fhir/Bundle/" + transfer);
        }
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.RECEIVED);
        assertThat(item(transfer).version()).isEqualTo(2);
        assertThat(server.entries(EntryKind.COLLECTED, transfer)).hasSize(1);
        EntryDraft entry = server.entries(EntryKind.COLLECTED, transfer).get(0).content();
        assertThat(entry.submission()).isEqualTo(Optional.of(item(transfer).submission()));
        assertThat(entry.sender()).isEqualTo(Optional.of(TRUST));
        assertThat(entry.recipient()).isEqualTo(Optional.of(COUNCIL));
        assertThat(entry.workflow()).isEqualTo(Optional.of(Workflow.TEST_RESULT));
        assertThat(entry.size()).isEqualTo(Optional.of((long) stored(transfer).length));
    }

    @Test
    void many_first_reads_at_once_are_recorded_once() throws Exception {
        TransferId transfer = server.offer(COUNCIL);
        var readers = Executors.newFixedThreadPool(8);
        try {
            Callable<Integer> read =
                    () -> server.get(COUNCIL, "/fhir/Bundle/" + transfer).statusCode();
            for (var status : readers.invokeAll(Collections.nCopies(32, read))) {
                assertThat(status.get()).isEqualTo(200);
            }
        } finally {
            readers.shutdown();
        }
        assertThat(server.entries(EntryKind.COLLECTED, transfer)).hasSize(1);
        assertThat(item(transfer).version()).isEqualTo(2);
    }

    @Test
    void a_bundle_that_is_known_is_not_sent_again() {
        TransferId transfer = server.offer(COUNCIL);
        String entityTag = server.get(COUNCIL, "/fhir/Bundle/" + transfer)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(entityTag).startsWith("\"").endsWith("\"");
        for (String condition : new String[] {entityTag, "\"other\", " + entityTag, "W/" + entityTag, "*"}) {
            HttpResponse<String> known = server.request("GET", "/fhir/Bundle/" + transfer)
                    .header("If-None-Match", condition)
                    .send();
            assertThat(known.statusCode()).isEqualTo(304);
            assertThat(known.headers().firstValue("ETag")).hasValue(entityTag);
            assertThat(known.body()).isEmpty();
        }
        HttpResponse<String> xml = server.request("GET", "/fhir/Bundle/" + transfer)
                .header("Accept", "application/fhir+xml")
                .header("If-None-Match", entityTag)
                .send();
        assertThat(xml.statusCode()).isEqualTo(200);
    }

    @Test
    void an_answer_that_cannot_be_given_is_not_a_collection() {
        TransferId transfer = server.offer(COUNCIL);
        HttpResponse<String> response = server.request("GET", "/fhir/Bundle/" + transfer)
                .header("Accept", "application/pdf")
                .send();
        assertThat(response.statusCode()).isEqualTo(406);
        Outcomes.assertOutcome(response, "not-supported", FailureCode.UNSUPPORTED_TYPE);
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.REQUESTED);
    }

    @Test
    void a_bundle_that_has_changed_on_the_disk_is_not_given_out() {
        TransferId transfer = server.offer(COUNCIL);
        // The file is locked while the store is open; bytes kept with the hash of others look the same.
        server.store()
                .write(transaction -> {
                    transaction.keepBundle(
                            item(transfer).submission(),
                            "{}".getBytes(StandardCharsets.UTF_8),
                            Sha256.of("{ }".getBytes(StandardCharsets.UTF_8)));
                    return true;
                })
                .join();
        HttpResponse<String> response = server.get(COUNCIL, "/fhir/Bundle/" + transfer);
        assertThat(response.statusCode()).isEqualTo(500);
        Outcomes.assertOutcome(response, "exception", FailureCode.INTERNAL);
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.REQUESTED);
    }

    private static byte[] stored(TransferId transfer) {
        return server.store().bundle(item(transfer).submission()).orElseThrow();
    }

    private static MailboxItem item(TransferId transfer) {
        return server.store().mailboxItem(transfer).orElseThrow();
    }
}
