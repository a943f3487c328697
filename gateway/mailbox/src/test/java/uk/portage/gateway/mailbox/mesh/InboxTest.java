package uk.portage.gateway.mailbox.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.mesh.MeshServer.NORTH;
import static uk.portage.gateway.mailbox.mesh.MeshServer.NORTH_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.SOUTH;
import static uk.portage.gateway.mailbox.mesh.MeshServer.SOUTH_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.TRUST_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.transfer;
import static uk.portage.gateway.mailbox.mesh.MeshServer.unzip;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.mailbox.Answer;
import uk.portage.gateway.mailbox.Mailbox;
import uk.portage.gateway.mailbox.mesh.MeshServer.Reply;
import uk.portage.gateway.transfer.ErasureReason;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;

class InboxTest {

    @TempDir
    private static Path folder;

    private static MeshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new MeshServer(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.empty();
    }

    private Reply download(String id) {
        return server.call(NORTH_BOX, "GET", "/inbox/" + id).send();
    }

    private Reply acknowledge(String id) {
        return server.call(NORTH_BOX, "PUT", "/inbox/" + id + "/status/acknowledged")
                .send();
    }

    private TaskStatus status(String id) {
        return server.store().mailboxItem(transfer(id)).orElseThrow().status();
    }

    @Test
    void a_record_is_listed_downloaded_as_it_is_stored_and_acknowledged() {
        String id = server.offer(NORTH);
        assertThat(server.inbox(NORTH_BOX)).containsExactly(id);

        Reply reply = download(id);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(server.stored(id));
        assertThat(reply.header("Content-Type")).isEqualTo("application/fhir+json");
        assertThat(reply.header("Mex-MessageID")).isEqualTo(id);
        assertThat(reply.header("Mex-From")).isEqualTo(TRUST_BOX);
        assertThat(reply.header("Mex-To")).isEqualTo(NORTH_BOX);
        assertThat(reply.header("Mex-WorkflowID")).isEqualTo("PORTAGE_ADMISSION_NOTICE");
        assertThat(reply.header("Mex-MessageType")).isEqualTo("DATA");
        assertThat(reply.header("Mex-StatusCode")).isEqualTo("00");
        assertThat(reply.header("Mex-StatusSuccess")).isEqualTo("SUCCESS");
        assertThat(reply.header("Mex-StatusTimestamp")).matches("\\d{14}");
        assertThat(reply.header("Mex-FileName")).isEqualTo(id + ".json");
        assertThat(reply.header("Mex-Subject"))
                .isEqualTo(MeshServer.FHIR_BASE + "/Task/"
                        + MessageIds.transfer(id).orElseThrow() + "/$receipt");
        assertThat(reply.header("Mex-LocalID")).as("empty headers are left out").isEmpty();
        assertThat(reply.header("ETag")).isNotEmpty();
        assertThat(reply.header("Last-Modified")).isNotEmpty();
        assertThat(status(id)).isEqualTo(TaskStatus.RECEIVED);
        assertThat(server.entries(EntryKind.COLLECTED, id)).hasSize(1);

        assertThat(server.inbox(NORTH_BOX)).as("until it is acknowledged").containsExactly(id);
        assertThat(acknowledge(id).text()).isEqualTo("{\"messageId\":\"" + id + "\"}");
        assertThat(server.inbox(NORTH_BOX)).isEmpty();
        assertThat(download(id).status()).isEqualTo(410);
        assertThat(acknowledge(id).status()).as("again").isEqualTo(200);
        assertThat(status(id)).as("that is no business acknowledgement").isEqualTo(TaskStatus.RECEIVED);
        assertThat(server.entries(EntryKind.ACKNOWLEDGED)).isEmpty();
    }

    @Test
    void a_record_whose_sender_has_no_mailbox_comes_from_the_gateways() {
        String id = server.offer(new OdsCode("RYY"), NORTH, Workflow.DISCHARGE_SUMMARY, "");
        Reply reply = download(id);
        assertThat(reply.header("Mex-From")).isEqualTo(MeshServer.GATEWAY_BOX);
        assertThat(reply.header("Mex-WorkflowID")).as("as configured").isEqualTo("A_SUMMARY");
    }

    @Test
    void a_record_that_is_erased_is_no_longer_in_the_inbox() {
        String id = server.offer(NORTH);
        download(id);
        SubmissionId submission = server.store().submissionOf(transfer(id)).orElseThrow();

        server.store().erase(submission, ErasureReason.PERSON, true).join();

        assertThat(server.inbox(NORTH_BOX)).isEmpty();
        assertThat(download(id).status()).isEqualTo(410);
        assertThat(acknowledge(id).status()).isEqualTo(200);
    }

    @Test
    void nobody_sees_anothers_records_and_each_attempt_is_on_record() {
        String id = server.offer(NORTH);
        assertThat(server.inbox(SOUTH_BOX)).isEmpty();
        for (String method : List.of("GET", "HEAD")) {
            Reply reply = server.call(SOUTH_BOX, method, "/inbox/" + id).send();
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.text()).doesNotContain("Bundle");
            assertThat(reply.header("Mex-From")).isEmpty();
        }
        assertThat(server.call(SOUTH_BOX, "PUT", "/inbox/" + id + "/status/acknowledged")
                        .send()
                        .status())
                .isEqualTo(404);
        assertThat(server.inbox(NORTH_BOX)).containsExactly(id);
        assertThat(server.entries(EntryKind.DENIED, id)).hasSize(3);
        assertThat(server.entries(EntryKind.COLLECTED)).isEmpty();
    }

    @Test
    void a_record_that_is_larger_than_a_chunk_is_collected_with_its_last_chunk() throws Exception {
        String id = server.offer(NORTH, Workflow.ADMISSION_NOTICE, " ".repeat(2_345));
        Reply first = download(id);
        assertThat(first.status()).isEqualTo(206);
        assertThat(first.header("Mex-Chunk-Range")).isEqualTo("1:3");
        assertThat(first.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(first.header("Mex-Content-Type")).isEqualTo("application/fhir+json");
        Reply second = server.call(NORTH_BOX, "GET", "/inbox/" + id + "/2").send();
        assertThat(second.status()).isEqualTo(206);
        assertThat(status(id)).as("not yet whole").isEqualTo(TaskStatus.REQUESTED);
        Reply third = server.call(NORTH_BOX, "GET", "/inbox/" + id + "/3").send();
        assertThat(third.status()).isEqualTo(200);
        assertThat(third.header("Mex-Chunk-Range")).isEqualTo("3:3");
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (Reply chunk : List.of(first, second, third)) {
            whole.write(chunk.body());
        }
        assertThat(whole.toByteArray()).isEqualTo(server.stored(id));
        assertThat(status(id)).isEqualTo(TaskStatus.RECEIVED);
    }

    @Test
    void a_head_request_tells_and_collects_nothing() {
        String id = server.offer(NORTH);
        Reply reply = server.call(NORTH_BOX, "HEAD", "/inbox/" + id).send();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.header("Mex-WorkflowID")).isEqualTo("PORTAGE_ADMISSION_NOTICE");
        assertThat(status(id)).isEqualTo(TaskStatus.REQUESTED);
    }

    @Test
    void the_second_version_compresses_for_whoever_can_read_it_and_the_first_never() {
        String id = server.offer(NORTH, Workflow.ADMISSION_NOTICE, " ".repeat(500));
        Reply plain = download(id);
        assertThat(plain.header("Content-Encoding")).isEmpty();
        Reply first = server.call(NORTH_BOX, "GET", "/inbox/" + id)
                .header("Accept-Encoding", "gzip")
                .send();
        assertThat(first.body()).isEqualTo(plain.body());
        Reply second = server.call(NORTH_BOX, "GET", "/inbox/" + id)
                .v2()
                .header("Accept-Encoding", "deflate, gzip;q=0.5")
                .send();
        assertThat(second.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(second.header("Mex-Content-Compressed")).isEqualTo("Y");
        assertThat(unzip(second.body())).isEqualTo(plain.body());
        Reply unwanted = server.call(NORTH_BOX, "GET", "/inbox/" + id)
                .v2()
                .header("Accept-Encoding", "gzip;q=0")
                .send();
        assertThat(unwanted.body()).isEqualTo(plain.body());
    }

    @Test
    void each_version_has_its_own_bodies() {
        String id = server.offer(NORTH);
        assertThat(server.call(NORTH_BOX, "GET", "/inbox").send().text()).isEqualTo("{\"messages\":[\"" + id + "\"]}");
        Reply second = server.call(NORTH_BOX, "GET", "/inbox").v2().send();
        assertThat(second.header("Content-Type")).startsWith("application/vnd.mesh.v2+json");
        assertThat(second.text())
                .isEqualTo("{\"messages\":[\"" + id + "\"],\"links\":{\"self\":\"/messageexchange/" + NORTH_BOX
                        + "/inbox?max_results=500\"},\"approx_inbox_count\":1}");
        assertThat(server.call(NORTH_BOX, "GET", "/count").v2().send().text()).isEqualTo("{\"count\":1}");
        assertThat(server.call(NORTH_BOX, "GET", "/count").send().text())
                .startsWith("{\"count\":1,\"internalID\":\"")
                .endsWith("\"allResultsIncluded\":true}");
        assertThat(server.call(NORTH_BOX, "PUT", "/inbox/" + id + "/status/acknowledged")
                        .v2()
                        .send()
                        .body())
                .isEmpty();
        assertThat(server.call(NORTH_BOX, "GET", "")
                        .header("mex-ClientVersion", "1")
                        .header("mex-OSName", "1")
                        .header("mex-OSVersion", "1")
                        .send()
                        .text())
                .isEqualTo("{\"mailboxId\":\"" + NORTH_BOX + "\"}");
    }

    @Test
    void pages_hold_every_message_once_in_the_order_of_their_coming() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 35; i++) {
            ids.add(server.offer(NORTH));
            server.offer(SOUTH);
        }
        assertThat(server.pages(NORTH_BOX, "max_results=10")).isEqualTo(ids);
        assertThat(server.pages(NORTH_BOX, "max_results=35")).isEqualTo(ids);
        acknowledge(ids.get(9));
        assertThat(MeshServer.ids(server.call(NORTH_BOX, "GET", "/inbox?max_results=10&continue_from=" + ids.get(9))
                        .send()))
                .as("a page goes on where the last ended, though that message has left")
                .isEqualTo(ids.subList(10, 20));
    }

    @Test
    void an_inbox_is_filtered_by_workflow() {
        String admission = server.offer(NORTH);
        String summary = server.offer(NORTH, Workflow.DISCHARGE_SUMMARY, "");
        assertThat(filtered("PORTAGE_ADMISSION_NOTICE")).containsExactly(admission);
        assertThat(filtered("!PORTAGE_ADMISSION_NOTICE")).containsExactly(summary);
        assertThat(filtered("PORTAGE*")).containsExactly(admission);
        assertThat(filtered("!PORTAGE*")).containsExactly(summary);
        assertThat(filtered("*SUMM*")).containsExactly(summary);
        assertThat(filtered("!*SUMM*")).containsExactly(admission);
        assertThat(filtered("SUMM*")).isEmpty();
    }

    private List<String> filtered(String filter) {
        return server.pages(NORTH_BOX, "workflow_filter=" + java.net.URLEncoder.encode(filter, UTF_8));
    }

    @Test
    void a_record_that_was_answered_by_another_face_leaves_the_inbox() {
        String id = server.offer(NORTH);
        new Mailbox(server.store())
                .answer(NORTH, transfer(id), new Answer(TaskStatus.COMPLETED, java.util.Optional.empty()));
        assertThat(server.inbox(NORTH_BOX)).isEmpty();
        assertThat(acknowledge(id).status()).isEqualTo(200);
    }

    @Test
    void nothing_is_lost_between_download_and_acknowledgement() throws Exception {
        String id = server.offer(NORTH);
        byte[] before = download(id).body();
        server.close();
        server = new MeshServer(folder);
        assertThat(server.inbox(NORTH_BOX)).containsExactly(id);
        assertThat(download(id).body()).isEqualTo(before);
        assertThat(server.entries(EntryKind.COLLECTED, id)).hasSize(1);
        acknowledge(id);
        server.close();
        server = new MeshServer(folder);
        assertThat(server.inbox(NORTH_BOX)).isEmpty();
        assertThat(download(id).status()).isEqualTo(410);
    }

    @Test
    void nothing_is_given_out_or_taken_that_the_store_cannot_keep() throws Exception {
        String id = server.offer(NORTH);
        server.store().close();
        for (Reply reply : List.of(
                download(id),
                acknowledge(id),
                server.send(TRUST_BOX, NORTH_BOX, "record").send())) {
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("Retry-After")).isNotEmpty();
            assertThat(reply.text()).doesNotContain("Exception", "Bundle");
        }
        server.close();
        server = new MeshServer(folder);
        assertThat(server.inbox(NORTH_BOX)).containsExactly(id);
    }

    @Test
    void lookups_name_the_mailboxes_that_take_a_workflow() {
        String endpoint = "/messageexchange/endpointlookup/";
        assertThat(server.bare("GET", endpoint + "900/PORTAGE_ADMISSION_NOTICE")
                        .v2()
                        .send()
                        .text())
                .isEqualTo("{\"results\":[{\"mailbox_id\":\"" + NORTH_BOX + "\",\"mailbox_name\":\"Council North\"}]}");
        assertThat(server.bare("GET", endpoint + "900/PORTAGE_ADMISSION_NOTICE")
                        .send()
                        .text())
                .startsWith("{\"query_id\":\"")
                .endsWith("\"results\":[{\"address\":\"" + NORTH_BOX
                        + "\",\"description\":\"Council North\",\"endpoint_type\":\"MESH\"}]}");
        assertThat(server.bare("GET", endpoint + "RZZ/PORTAGE_ADMISSION_NOTICE")
                        .v2()
                        .send()
                        .text())
                .isEqualTo("{\"results\":[]}");
        assertThat(server.bare("GET", "/messageexchange/workflowsearch/" + MeshServer.RECORD)
                        .v2()
                        .send()
                        .text())
                .contains(MeshServer.GATEWAY_BOX, NORTH_BOX, SOUTH_BOX)
                .doesNotContain(TRUST_BOX);
    }

    @Test
    void what_is_at_no_address_is_not_found_and_other_methods_are_named() {
        assertThat(server.call(NORTH_BOX, "GET", "/nothing").send().status()).isEqualTo(404);
        assertThat(server.bare("GET", "/messageexchange/").send().status()).isEqualTo(404);
        Reply reply = server.call(NORTH_BOX, "POST", "/inbox").send();
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("GET");
    }
}
