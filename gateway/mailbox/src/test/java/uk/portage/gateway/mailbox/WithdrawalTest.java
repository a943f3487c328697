package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.OTHER_COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.TRUST;
import static uk.portage.gateway.mailbox.MailboxServer.task;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

/** A source takes back what nobody has collected. */
class WithdrawalTest {

    private static final OdsCode OTHER_TRUST = new OdsCode("RYY");

    private MailboxServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new MailboxServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void what_is_withdrawn_is_cancelled_for_its_destination_and_excluded_from_the_measure() {
        TransferId transfer = server.offer(COUNCIL);
        HttpResponse<String> response = withdraw(TRUST, submission(transfer));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(number(response, "withdrawn")).isEqualTo(1);
        assertThat(number(response, "collected")).isZero();

        assertThat(MailboxServer.bundle(server.get(COUNCIL, "/fhir/Task?status=requested"))
                        .getEntry())
                .isEmpty();
        assertThat(task(server.get(COUNCIL, "/fhir/Task/" + transfer)).getStatus())
                .isEqualTo(Task.TaskStatus.CANCELLED);
        assertThat(MailboxServer.bundle(server.get(COUNCIL, "/fhir/Task?status=cancelled"))
                        .getEntry())
                .hasSize(1);
        HttpResponse<String> read = server.get(COUNCIL, "/fhir/Bundle/" + transfer);
        assertThat(read.statusCode()).isEqualTo(410);
        Outcomes.assertOutcome(read, "deleted", FailureCode.INVALID_TRANSITION);
        assertThat(server.answer(COUNCIL, transfer, task(transfer, Task.TaskStatus.COMPLETED))
                        .statusCode())
                .isEqualTo(409);
        assertThat(server.request("POST", "/fhir/Task/$claim?worker=one").send().body())
                .doesNotContain(transfer.toString());

        EntryDraft entry = server.entries(EntryKind.WITHDRAWN, transfer).get(0).content();
        assertThat(entry.exclusion()).contains(Exclusion.WITHDRAWN_BEFORE_SEND);
        assertThat(entry.sender()).contains(TRUST);
        assertThat(entry.recipient()).contains(COUNCIL);
        var state = server.store().ledger().state(transfer).orElseThrow();
        assertThat(state.status()).isEqualTo(TransferStatus.EXCLUDED);
        assertThat(state.exclusion()).contains(Exclusion.WITHDRAWN_BEFORE_SEND);
        var today = state.startedAt().atOffset(ZoneOffset.UTC).toLocalDate();
        assertThat(server.store().ledger().rollups(RollupQuery.of(today, today)).cells().stream()
                        .filter(cell -> cell.measure() == Measure.EXCLUSION)
                        .filter(cell -> cell.detail().equals("WITHDRAWN_BEFORE_SEND"))
                        .mapToLong(cell -> cell.amount())
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void withdrawing_again_changes_nothing() {
        TransferId transfer = server.offer(COUNCIL);
        for (int i = 0; i < 3; i++) {
            assertThat(number(withdraw(TRUST, submission(transfer)), "withdrawn"))
                    .isEqualTo(1);
        }
        assertThat(server.entries(EntryKind.WITHDRAWN)).hasSize(1);
        assertThat(item(transfer).version()).isEqualTo(2);
    }

    @Test
    void a_record_is_named_by_what_its_document_says() {
        TransferId transfer = server.offer(COUNCIL);
        HttpResponse<String> response = server.request(
                        "POST", "/fhir/$withdraw?channel=adt&application=PAS&facility=RZZ&identifier=message-1")
                .as(TRUST, Caller.Role.SOURCE)
                .send();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void what_has_been_collected_cannot_be_withdrawn() {
        TransferId transfer = server.offer(COUNCIL);
        server.get(COUNCIL, "/fhir/Bundle/" + transfer);
        HttpResponse<String> response = withdraw(TRUST, submission(transfer));
        assertThat(response.statusCode()).isEqualTo(409);
        Outcomes.assertOutcome(response, "conflict", FailureCode.INVALID_TRANSITION);
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.RECEIVED);
        assertThat(server.entries(EntryKind.WITHDRAWN)).isEmpty();
    }

    @Test
    void what_is_withdrawn_before_its_offer_is_never_offered() {
        TransferId transfer = server.offer(
                TRUST, COUNCIL, Workflow.ADMISSION_NOTICE, Instant.now(), Optional.empty(), List.of(), false);
        SubmissionId submission = server.store()
                .ledger()
                .state(transfer)
                .orElseThrow()
                .submission()
                .orElseThrow();
        assertThat(withdraw(TRUST, submission.toString()).statusCode()).isEqualTo(200);
        assertThat(server.store()
                        .write(transaction -> transaction.offer(transfer))
                        .join())
                .isFalse();
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(server.get(COUNCIL, "/fhir/Bundle/" + transfer).statusCode()).isEqualTo(410);
    }

    @Test
    void a_claim_does_not_keep_a_record_that_was_not_collected() {
        TransferId transfer = server.offer(COUNCIL);
        server.request("POST", "/fhir/Task/$claim?worker=one").send();
        assertThat(withdraw(TRUST, submission(transfer)).statusCode()).isEqualTo(200);
        assertThat(server.get(COUNCIL, "/fhir/Bundle/" + transfer + "?worker=one")
                        .statusCode())
                .isEqualTo(410);
    }

    @Test
    void what_another_source_sent_answers_as_if_it_did_not_exist() {
        TransferId transfer = server.offer(COUNCIL);
        HttpResponse<String> theirs = withdraw(OTHER_TRUST, submission(transfer));
        HttpResponse<String> unknown = withdraw(OTHER_TRUST, UUID.randomUUID().toString());
        assertThat(theirs.statusCode()).isEqualTo(404);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(theirs.body()).isEqualTo(unknown.body());
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.REQUESTED);
    }

    @Test
    void only_a_source_withdraws_and_it_does_nothing_else_here() {
        TransferId transfer = server.offer(COUNCIL);
        HttpResponse<String> destination = server.request("POST", "/fhir/$withdraw?submission=" + submission(transfer))
                .as(COUNCIL)
                .send();
        assertThat(destination.statusCode()).isEqualTo(403);
        assertThat(server.request("GET", "/fhir/Task")
                        .as(TRUST, Caller.Role.SOURCE)
                        .send()
                        .statusCode())
                .isEqualTo(403);
        assertThat(withdraw(TRUST, "1").statusCode()).isEqualTo(404);
        assertThat(server.request("POST", "/fhir/$withdraw")
                        .as(TRUST, Caller.Role.SOURCE)
                        .send()
                        .statusCode())
                .isEqualTo(400);
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.REQUESTED);
    }

    @Test
    void each_destination_of_a_record_is_told_and_the_source_hears_how_many() {
        TransferId ours = server.offer(COUNCIL);
        SubmissionId submission = item(ours).submission();
        TransferId theirs = server.offerToo(submission, OTHER_COUNCIL);
        server.get(OTHER_COUNCIL, "/fhir/Bundle/" + theirs);
        HttpResponse<String> response = withdraw(TRUST, submission.toString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(number(response, "withdrawn")).isEqualTo(1);
        assertThat(number(response, "collected")).isEqualTo(1);
        assertThat(response.body()).doesNotContain(COUNCIL.value()).doesNotContain(OTHER_COUNCIL.value());
    }

    private HttpResponse<String> withdraw(OdsCode source, String submission) {
        return server.request("POST", "/fhir/$withdraw?submission=" + submission)
                .as(source, Caller.Role.SOURCE)
                .send();
    }

    private String submission(TransferId transfer) {
        return item(transfer).submission().toString();
    }

    private MailboxItem item(TransferId transfer) {
        return server.store().mailboxItem(transfer).orElseThrow();
    }

    private static int number(HttpResponse<String> response, String name) {
        return Integer.parseInt(MailboxServer.FHIR
                .newJsonParser()
                .parseResource(Parameters.class, response.body())
                .getParameter(name)
                .getValue()
                .primitiveValue());
    }
}
