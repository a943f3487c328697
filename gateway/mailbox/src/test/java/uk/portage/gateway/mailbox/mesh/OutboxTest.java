package uk.portage.gateway.mailbox.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.mesh.MeshServer.GATEWAY_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.NORTH;
import static uk.portage.gateway.mailbox.mesh.MeshServer.NORTH_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.SOUTH;
import static uk.portage.gateway.mailbox.mesh.MeshServer.SOUTH_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.TRUST;
import static uk.portage.gateway.mailbox.mesh.MeshServer.TRUST_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.gzip;
import static uk.portage.gateway.mailbox.mesh.MeshServer.sentId;
import static uk.portage.gateway.mailbox.mesh.MeshServer.transfer;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.mailbox.mesh.MeshServer.Call;
import uk.portage.gateway.mailbox.mesh.MeshServer.Reply;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.TaskStatus;

class OutboxTest {

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

    private Reply next(String id, int number, int total, byte[] bytes) {
        return server.call(TRUST_BOX, "POST", "/outbox/" + id + "/" + number)
                .header("Mex-Chunk-Range", number + ":" + total)
                .body(bytes)
                .send();
    }

    private String status(String mailbox, String id) {
        return server.call(mailbox, "GET", "/outbox/tracking?messageID=" + id)
                .v2()
                .send()
                .text()
                .replaceAll(".*\"status\":\"([a-z]+)\".*", "$1");
    }

    private MailboxItem item(String messageId) {
        return server.store().mailboxItem(transfer(messageId)).orElseThrow();
    }

    @Test
    void a_record_goes_from_one_mailbox_to_the_other_and_its_sender_sees_when_it_is_there() {
        String record = "a record";
        Reply sent = server.send(TRUST_BOX, NORTH_BOX, record)
                .header("Mex-LocalID", "mine-1")
                .v2()
                .send();
        assertThat(sent.status()).isEqualTo(202);
        String sentId = sentId(sent);
        assertThat(sent.text()).isEqualTo("{\"message_id\":\"" + sentId + "\"}");

        List<String> inbox = server.inbox(NORTH_BOX);
        assertThat(inbox).hasSize(1);
        assertThat(server.inbox(SOUTH_BOX)).isEmpty();
        assertThat(item(inbox.get(0)).sender()).isEqualTo(TRUST);
        assertThat(server.call(NORTH_BOX, "GET", "/inbox/" + inbox.get(0))
                        .send()
                        .text())
                .isEqualTo(record);
        assertThat(status(TRUST_BOX, sentId)).isEqualTo("accepted");
        server.call(NORTH_BOX, "PUT", "/inbox/" + inbox.get(0) + "/status/acknowledged")
                .send();
        assertThat(status(TRUST_BOX, sentId)).isEqualTo("acknowledged");
        server.rounds().go();
        assertThat(status(TRUST_BOX, sentId)).isEqualTo("acknowledged");
        assertThat(server.call(TRUST_BOX, "GET", "/outbox/tracking/mine-1")
                        .send()
                        .text())
                .contains(
                        "\"messageId\":\"" + sentId + "\"",
                        "\"fileSize\":8",
                        "\"status\":\"Acknowledged\"",
                        "\"localId\":\"mine-1\"",
                        "\"recipient\":\"" + NORTH_BOX + "\"",
                        "\"meshRecipientOdsCode\":\"900\"");
        assertThat(server.call(NORTH_BOX, "GET", "/inbox/" + sentId).send().status())
                .as("what its sender calls it is no message of an inbox")
                .isEqualTo(404);
    }

    @Test
    void a_record_sent_to_two_mailboxes_is_two_obligations_and_sent_again_none() {
        String record = "another record";
        server.send(TRUST_BOX, NORTH_BOX, record).send();
        server.send(TRUST_BOX, SOUTH_BOX, record).send();
        server.send(TRUST_BOX, NORTH_BOX, record).send();
        assertThat(server.inbox(NORTH_BOX)).hasSize(1);
        assertThat(server.inbox(SOUTH_BOX)).hasSize(1);
    }

    @Test
    void chunks_become_one_record_when_the_last_is_here_whatever_was_lost_between() throws Exception {
        String id = sentId(server.send(TRUST_BOX, NORTH_BOX, "first of three\n")
                .header("Mex-Chunk-Range", "1:3")
                .send());
        assertThat(status(TRUST_BOX, id)).isEqualTo("uploading");
        next(id, 2, 3, "second\n".getBytes(UTF_8));
        server.close();
        server = new MeshServer(folder);
        assertThat(next(id, 2, 3, "second\n".getBytes(UTF_8)).status())
                .as("its receipt may have been lost")
                .isEqualTo(202);
        assertThat(server.inbox(NORTH_BOX)).isEmpty();
        assertThat(next(id, 3, 3, "third".getBytes(UTF_8)).status()).isEqualTo(202);
        List<String> inbox = server.inbox(NORTH_BOX);
        assertThat(inbox).hasSize(1);
        assertThat(server.stored(inbox.get(0))).isEqualTo("first of three\nsecond\nthird".getBytes(UTF_8));
        assertThat(status(TRUST_BOX, id)).isEqualTo("accepted");
        assertThat(server.store().mesh().chunk(id, 1))
                .as("the record is kept once")
                .isEmpty();
    }

    @Test
    void each_chunk_is_compressed_by_itself_and_later_ones_need_not_say_so() {
        String id = sentId(server.send(TRUST_BOX, NORTH_BOX, "")
                .body(gzip("first\n".getBytes(UTF_8)))
                .header("Content-Encoding", "gzip")
                .header("Mex-Chunk-Range", "1:2")
                .send());
        assertThat(next(id, 2, 2, gzip("second".getBytes(UTF_8))).status()).isEqualTo(202);
        assertThat(server.stored(server.inbox(NORTH_BOX).get(0))).isEqualTo("first\nsecond".getBytes(UTF_8));
    }

    @Test
    void a_compressed_file_of_several_members_is_read_to_its_end() throws Exception {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(gzip("one\n".getBytes(UTF_8)));
        members.write(gzip("two".getBytes(UTF_8)));
        server.send(TRUST_BOX, NORTH_BOX, "")
                .body(members.toByteArray())
                .header("Content-Encoding", "gzip")
                .send();
        assertThat(server.stored(server.inbox(NORTH_BOX).get(0))).isEqualTo("one\ntwo".getBytes(UTF_8));
    }

    @Test
    void a_few_compressed_bytes_do_not_become_more_than_a_message_may_have() {
        Reply reply = server.send(TRUST_BOX, NORTH_BOX, "")
                .body(gzip(new byte[50_000_000]))
                .header("Content-Encoding", "gzip")
                .send();
        assertThat(reply.status()).isEqualTo(417);
        assertThat(server.entries(EntryKind.REFUSED))
                .extracting(entry -> entry.content().code())
                .containsExactly(Optional.of(FailureCode.OVERSIZED));
    }

    @Test
    void chunks_that_are_together_too_large_end_the_message_and_say_so_in_its_tracking() {
        String id = sentId(server.send(TRUST_BOX, NORTH_BOX, "first\n")
                .header("Mex-Chunk-Range", "1:3")
                .send());
        assertThat(next(id, 2, 3, new byte[300_000]).status()).isEqualTo(417);
        assertThat(status(TRUST_BOX, id)).isEqualTo("error");
        assertThat(next(id, 2, 3, new byte[1]).status()).isEqualTo(423);
        assertThat(server.store().mesh().chunk(id, 1)).isEmpty();
    }

    @Test
    void what_the_road_refuses_with_the_last_chunk_ends_the_message() {
        String id = sentId(server.send(TRUST_BOX, NORTH_BOX, "REFUSE WRONG_SENDER\n")
                .header("Mex-Chunk-Range", "1:2")
                .send());
        Reply reply = next(id, 2, 2, "more".getBytes(UTF_8));
        assertThat(reply.status()).isEqualTo(417);
        assertThat(reply.text()).contains("\"16\"", "WRONG_SENDER", id);
        assertThat(status(TRUST_BOX, id)).isEqualTo("error");
    }

    @Test
    void the_last_chunk_can_be_sent_again_when_the_road_was_full() {
        String id = sentId(server.send(TRUST_BOX, NORTH_BOX, "REFUSE OVER")
                .header("Mex-Chunk-Range", "1:2")
                .send());
        assertThat(next(id, 2, 2, "LOADED\n".getBytes(UTF_8)).status()).isEqualTo(503);
        assertThat(next(id, 2, 2, "AGAIN\n".getBytes(UTF_8)).status()).isEqualTo(202);
    }

    @Test
    void who_sends_faster_than_it_may_is_asked_to_send_again_later() {
        Reply reply =
                server.send(TRUST_BOX, NORTH_BOX, "REFUSE RATE_EXCEEDED\n").send();
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.header("Retry-After")).isNotEmpty();
    }

    @Test
    void a_business_acknowledgement_is_recorded_as_that_of_any_other_face() {
        String id = server.offer(NORTH);
        Reply reply = server.answer(NORTH_BOX, "PORTAGE_ADMISSION_NOTICE", id, "completed", Optional.empty())
                .send();
        assertThat(reply.status()).isEqualTo(202);
        assertThat(item(id).status()).isEqualTo(TaskStatus.COMPLETED);
        EntryDraft entry = server.entries(EntryKind.ACKNOWLEDGED, id).get(0).content();
        assertThat(entry.recipient()).hasValue(NORTH);
        assertThat(status(NORTH_BOX, sentId(reply))).isEqualTo("acknowledged");
        assertThat(server.answer(NORTH_BOX, "PORTAGE_ADMISSION_NOTICE", id, "completed", Optional.empty())
                        .send()
                        .status())
                .as("the same again")
                .isEqualTo(202);
        assertThat(server.answer(NORTH_BOX, "PORTAGE_ADMISSION_NOTICE", id, "rejected", Optional.of("30002"))
                        .send()
                        .status())
                .as("another answer")
                .isEqualTo(417);
        assertThat(server.entries(EntryKind.ACKNOWLEDGED, id)).hasSize(1);
    }

    @Test
    void a_rejection_has_its_reason() {
        String id = server.offer(NORTH);
        server.call(NORTH_BOX, "PUT", "/inbox/" + id + "/status/acknowledged").send();
        server.answer(NORTH_BOX, "PORTAGE_ADMISSION_NOTICE", id, "rejected", Optional.of("30002"))
                .send();
        assertThat(item(id).reason()).hasValue(RejectionReason.PATIENT_NOT_KNOWN);
        assertThat(server.entries(EntryKind.REJECTED, id)).hasSize(1);
    }

    @Test
    void a_business_acknowledgement_to_the_senders_mailbox_is_recorded_and_lies_in_its_inbox() {
        String id = server.offer(NORTH);
        String json = "{\"status\":\"completed\",\"message_id\":\"" + id + "\"}";
        Reply reply = server.call(NORTH_BOX, "POST", "/outbox")
                .header("Mex-To", TRUST_BOX)
                .header("Mex-WorkflowID", "PORTAGE_ADMISSION_NOTICE_ACK")
                .header("Mex-LocalID", "answer-1")
                .header("Content-Type", "application/json")
                .body(json)
                .send();
        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
        assertThat(item(id).status()).isEqualTo(TaskStatus.COMPLETED);
        String letter = sentId(reply);
        assertThat(server.inbox(TRUST_BOX)).containsExactly(letter);
        Reply read = server.call(TRUST_BOX, "GET", "/inbox/" + letter).send();
        assertThat(read.text()).isEqualTo(json);
        assertThat(read.header("Mex-From")).isEqualTo(NORTH_BOX);
        assertThat(read.header("Mex-LocalID")).isEqualTo("answer-1");
        assertThat(read.header("Mex-WorkflowID")).isEqualTo("PORTAGE_ADMISSION_NOTICE_ACK");
        assertThat(read.header("Content-Type")).startsWith("application/json");
        assertThat(status(NORTH_BOX, letter)).isEqualTo("accepted");
        server.call(TRUST_BOX, "PUT", "/inbox/" + letter + "/status/acknowledged")
                .send();
        assertThat(status(NORTH_BOX, letter)).isEqualTo("acknowledged");
        assertThat(server.inbox(TRUST_BOX)).isEmpty();
    }

    @Test
    void a_business_acknowledgement_that_says_something_else_is_refused_and_changes_nothing() {
        String id = server.offer(NORTH);
        String foreign = server.offer(SOUTH);
        List<String> bodies = List.of(
                "",
                "{}",
                "[]",
                "not json",
                "{\"message_id\":\"" + id + "\"}",
                "{\"message_id\":\"" + id + "\",\"status\":\"accepted\"}",
                "{\"message_id\":\"" + id + "\",\"status\":\"rejected\"}",
                "{\"message_id\":\"" + id + "\",\"status\":\"rejected\",\"reason\":\"1\"}",
                "{\"message_id\":\"" + id + "\",\"status\":\"completed\",\"reason\":\"30002\"}",
                "{\"message_id\":\"" + id + "\",\"status\":\"completed\",\"note\":\"n\"}",
                "{\"message_id\":\"" + id + "\",\"status\":\"completed\"} more",
                "{\"message_id\":\"" + id + "\",\"status\":\"completed\",\"status\":\"rejected\"}",
                "{\"message_id\":\"" + foreign + "\",\"status\":\"completed\"}",
                "{\"message_id\":\"" + id + "\",\"status\":\"completed\"" + " ".repeat(10_000) + "}");
        for (String body : bodies) {
            Reply reply = answering("PORTAGE_ADMISSION_NOTICE_ACK").body(body).send();
            assertThat(reply.status()).as(body).isEqualTo(417);
        }
        Reply otherWorkflow = answering("A_SUMMARY_ACK")
                .body("{\"message_id\":\"" + id + "\",\"status\":\"completed\"}")
                .send();
        assertThat(otherWorkflow.status()).isEqualTo(417);
        assertThat(item(id).status()).isEqualTo(TaskStatus.REQUESTED);
        assertThat(item(foreign).status()).isEqualTo(TaskStatus.REQUESTED);
    }

    private Call answering(String workflow) {
        return server.call(NORTH_BOX, "POST", "/outbox")
                .header("Mex-To", GATEWAY_BOX)
                .header("Mex-WorkflowID", workflow);
    }
}
