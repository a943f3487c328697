package uk.portage.gateway.mailbox.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.mesh.MeshServer.GATEWAY_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.NORTH;
import static uk.portage.gateway.mailbox.mesh.MeshServer.NORTH_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.TRUST_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.sentId;
import static uk.portage.gateway.mailbox.mesh.MeshServer.transfer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.mailbox.mesh.MeshServer.Reply;
import uk.portage.gateway.transfer.TaskStatus;

/** What MESH does when days have passed, or the road could not carry what it had taken. */
class RoundsTest {

    private static final Duration FIVE_DAYS = Duration.ofDays(5).plusSeconds(1);

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

    private static void restart() throws Exception {
        MovableClock clock = server.clock;
        server.close();
        server = new MeshServer(folder, clock);
    }

    private int download(String mailbox, String id) {
        return server.call(mailbox, "GET", "/inbox/" + id).send().status();
    }

    private Reply tracked(String id) {
        return server.call(TRUST_BOX, "GET", "/outbox/tracking?messageID=" + id)
                .v2()
                .send();
    }

    private void assertReport(Reply report, String linked, String code) {
        assertThat(report.status()).isEqualTo(200);
        assertThat(report.body()).isEmpty();
        assertThat(report.header("Mex-MessageType")).isEqualTo("REPORT");
        assertThat(report.header("Mex-LinkedMsgID")).isEqualTo(linked);
        assertThat(report.header("Mex-StatusSuccess")).isEqualTo("ERROR");
        assertThat(report.header("Mex-StatusCode")).isEqualTo(code);
        assertThat(report.header("Mex-StatusDescription")).isNotEmpty();
        assertThat(report.header("Mex-StatusEvent")).isNotEmpty();
        assertThat(report.header("Mex-StatusTimestamp")).matches("\\d{14}");
    }

    @Test
    void what_nobody_acknowledged_in_five_days_leaves_the_inbox_and_its_sender_hears_of_it_once() throws Exception {
        String sent = sentId(server.send(TRUST_BOX, NORTH_BOX, "a record")
                .header("Mex-LocalID", "mine-1")
                .header("Mex-Subject", "about it")
                .send());
        String id = server.inbox(NORTH_BOX).get(0);
        download(NORTH_BOX, id);
        server.clock.move(Duration.ofDays(5).minusMinutes(1));
        server.rounds().go();
        assertThat(server.inbox(NORTH_BOX)).containsExactly(id);
        server.clock.move(Duration.ofMinutes(2));
        assertThat(server.inbox(NORTH_BOX)).as("before the next round").isEmpty();
        server.rounds().go();
        restart();
        server.rounds().go();

        assertThat(download(NORTH_BOX, id)).isEqualTo(410);
        List<String> reports = server.inbox(TRUST_BOX);
        assertThat(reports).hasSize(1);
        Reply report =
                server.call(TRUST_BOX, "GET", "/inbox/" + reports.get(0)).v2().send();
        assertReport(report, sent, "14");
        assertThat(report.header("Mex-From")).isEqualTo(GATEWAY_BOX);
        assertThat(report.header("Mex-To")).as("for whom it was").isEqualTo(NORTH_BOX);
        assertThat(report.header("Mex-WorkflowID")).isEqualTo(MeshServer.RECORD);
        assertThat(report.header("Mex-LocalID")).isEqualTo("mine-1");
        assertThat(report.header("Mex-Subject")).isEqualTo("about it");
        assertThat(tracked(sent).text()).contains("\"status\":\"undeliverable\"", "\"status_success\":false");
        server.call(TRUST_BOX, "PUT", "/inbox/" + reports.get(0) + "/status/acknowledged")
                .send();
        assertThat(server.inbox(TRUST_BOX)).isEmpty();
        assertThat(server.store().mailboxItem(transfer(id)).orElseThrow().status())
                .as("the other faces still have it")
                .isEqualTo(TaskStatus.RECEIVED);
    }

    @Test
    void a_record_that_came_by_another_way_is_reported_under_its_own_id() {
        String id = server.offer(NORTH);
        server.clock.move(FIVE_DAYS);
        server.rounds().go();
        Reply report = server.call(
                        TRUST_BOX, "GET", "/inbox/" + server.inbox(TRUST_BOX).get(0))
                .send();
        assertReport(report, id, "14");
        assertThat(report.header("Mex-WorkflowID")).isEqualTo("PORTAGE_ADMISSION_NOTICE");
    }

    @Test
    void what_was_acknowledged_is_not_reported() {
        String id = server.offer(NORTH);
        server.call(NORTH_BOX, "PUT", "/inbox/" + id + "/status/acknowledged").send();
        server.clock.move(FIVE_DAYS);
        server.rounds().go();
        assertThat(server.inbox(TRUST_BOX)).isEmpty();
    }

    @Test
    void an_inbox_of_more_than_one_batch_is_expired_whole() {
        server.offerMany(NORTH, 501);
        server.clock.move(FIVE_DAYS);
        server.rounds().go();
        assertThat(server.store().mesh().transferCount(NORTH)).isZero();
        assertThat(server.pages(TRUST_BOX, "max_results=100")).hasSize(501).doesNotHaveDuplicates();
    }

    @Test
    void what_the_road_cannot_carry_after_it_was_taken_is_reported_once() {
        String sent =
                sentId(server.send(TRUST_BOX, NORTH_BOX, "FAIL LATER\nmore").send());
        server.rounds().go();
        server.rounds().go();
        List<String> reports = server.inbox(TRUST_BOX);
        assertThat(reports).hasSize(1);
        Reply report = server.call(TRUST_BOX, "GET", "/inbox/" + reports.get(0)).send();
        assertReport(report, sent, "02");
        assertThat(report.header("Mex-StatusDescription")).contains("MISSING_REQUIRED");
        assertThat(tracked(sent).text()).contains("\"status\":\"error\"");
    }

    @Test
    void a_letter_that_nobody_reads_is_reported_and_a_report_is_not() {
        String id = server.offer(NORTH);
        String letter = sentId(server.call(NORTH_BOX, "POST", "/outbox")
                .header("Mex-To", TRUST_BOX)
                .header("Mex-WorkflowID", "PORTAGE_ADMISSION_NOTICE_ACK")
                .body(("{\"message_id\":\"" + id + "\",\"status\":\"completed\"}").getBytes(UTF_8))
                .send());
        server.clock.move(FIVE_DAYS);
        server.rounds().go();
        assertThat(download(TRUST_BOX, letter)).isEqualTo(410);
        List<String> reports = server.inbox(NORTH_BOX);
        assertThat(reports).hasSize(1);
        server.clock.move(FIVE_DAYS);
        server.rounds().go();
        assertThat(server.inbox(NORTH_BOX)).isEmpty();
        assertThat(download(NORTH_BOX, reports.get(0))).isEqualTo(410);
    }

    @Test
    void after_thirty_days_a_message_is_deleted() {
        String sent = sentId(server.send(TRUST_BOX, NORTH_BOX, "another record").send());
        String uploading = sentId(server.send(TRUST_BOX, NORTH_BOX, "half a record")
                .header("Mex-Chunk-Range", "1:2")
                .send());
        String id = server.inbox(NORTH_BOX).get(0);
        server.clock.move(Duration.ofDays(29));
        server.rounds().go();
        assertThat(download(NORTH_BOX, id)).isEqualTo(410);
        assertThat(tracked(sent).status()).isEqualTo(200);
        assertThat(server.store().mesh().chunk(uploading, 1)).isPresent();
        server.clock.move(Duration.ofDays(1).plusHours(2));
        server.rounds().go();
        assertThat(download(NORTH_BOX, id)).isEqualTo(404);
        assertThat(tracked(sent).status()).isEqualTo(404);
        assertThat(server.store().mesh().chunk(uploading, 1)).isEmpty();
        assertThat(server.store()
                        .bundle(server.store()
                                .mailboxItem(transfer(id))
                                .orElseThrow()
                                .submission()))
                .as("the record itself is the store's")
                .isPresent();
    }
}
