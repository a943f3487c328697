package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.TRUST;
import static uk.portage.gateway.mailbox.MailboxServer.rejection;
import static uk.portage.gateway.mailbox.MailboxServer.task;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

class AnswerTest {

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
    void accepting_and_then_completing_is_recorded_with_both_parties() {
        TransferId transfer = server.offer(COUNCIL, Workflow.DISCHARGE_SUMMARY);
        HttpResponse<String> accepted = server.answer(COUNCIL, transfer, task(transfer, Task.TaskStatus.ACCEPTED));
        assertThat(accepted.statusCode()).isEqualTo(200);
        assertThat(accepted.headers().firstValue("ETag")).hasValue("W/\"2\"");
        assertThat(accepted.headers().firstValue("Last-Modified")).isPresent();
        assertThat(task(accepted).getStatus()).isEqualTo(Task.TaskStatus.ACCEPTED);
        assertThat(task(accepted).getMeta().getVersionId()).isEqualTo("2");

        HttpResponse<String> completed = server.answer(COUNCIL, transfer, task(transfer, Task.TaskStatus.COMPLETED));
        assertThat(task(completed).getStatus()).isEqualTo(Task.TaskStatus.COMPLETED);
        for (EntryKind kind : List.of(EntryKind.ACCEPTED, EntryKind.ACKNOWLEDGED)) {
            assertThat(server.entries(kind, transfer)).hasSize(1);
            EntryDraft entry = server.entries(kind, transfer).get(0).content();
            assertThat(entry.sender()).isEqualTo(Optional.of(TRUST));
            assertThat(entry.recipient()).isEqualTo(Optional.of(COUNCIL));
            assertThat(entry.workflow()).isEqualTo(Optional.of(Workflow.DISCHARGE_SUMMARY));
            assertThat(entry.submission()).isEqualTo(Optional.of(item(transfer).submission()));
        }
        assertThat(state(transfer).status()).isEqualTo(TransferStatus.INTEGRATED_ON_TIME);
    }

    @Test
    void a_record_may_be_completed_at_once() {
        TransferId transfer = server.offer(COUNCIL);
        server.answer(COUNCIL, transfer, task(transfer, Task.TaskStatus.COMPLETED));
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource(RejectionReason.class)
    void every_reason_for_a_rejection_is_recorded(RejectionReason reason) {
        TransferId transfer = server.offer(COUNCIL);
        HttpResponse<String> response = server.answer(COUNCIL, transfer, rejection(transfer, reason.code()));
        assertThat(response.statusCode()).isEqualTo(200);
        var coding = task(response).getStatusReason().getCodingFirstRep();
        assertThat(coding.getSystem()).isEqualTo(TaskResource.REASON_SYSTEM);
        assertThat(coding.getCode()).isEqualTo(reason.code());
        Entry entry = server.entries(EntryKind.REJECTED, transfer).get(0);
        assertThat(entry.content().reason()).isEqualTo(Optional.of(reason));
        assertThat(state(transfer).status()).isEqualTo(TransferStatus.REJECTED);
    }

    @ParameterizedTest
    @CsvSource({
        "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1,30002,PATIENT_NOT_KNOWN",
        "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1,30003,PATIENT_NO_LONGER_HERE",
        "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1,30004,PATIENT_DECEASED",
        "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1,20001,OTHER",
        "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1,20004,INVALID_CONTENT",
        "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1,20007,DUPLICATE",
        "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1,20008,DUPLICATE",
        "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1,20009,INVALID_CONTENT",
        "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1,20012,UNAUTHORISED_SENDER",
        "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1,20015,INVALID_CONTENT",
        "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1,10010,OTHER",
        "http://snomed.info/sct,975721000000102,OTHER",
        "http://snomed.info/sct,975831000000106,OTHER",
        "http://snomed.info/sct,1025641000000106,OTHER"
    })
    void a_reason_may_be_given_as_itk3_and_adw_give_it_and_is_kept_beside_ours(
            String system, String code, RejectionReason reason) {
        TransferId transfer = server.offer(COUNCIL);
        Task sent = task(transfer, Task.TaskStatus.REJECTED);
        sent.getStatusReason().addCoding().setSystem(system).setCode(code);
        HttpResponse<String> response = server.answer(COUNCIL, transfer, sent);
        assertThat(response.statusCode()).isEqualTo(200);
        Task kept = task(response);
        assertThat(kept.getStatusReason().getCoding()).hasSize(2);
        assertThat(kept.getStatusReason().getCoding().get(0).getCode()).isEqualTo(reason.code());
        assertThat(kept.getStatusReason().getCoding().get(1).getSystem()).isEqualTo(system);
        assertThat(kept.getStatusReason().getCoding().get(1).getCode()).isEqualTo(code);
        Entry entry = server.entries(EntryKind.REJECTED, transfer).get(0);
        assertThat(entry.content().reason()).isEqualTo(Optional.of(reason));
        // Whole, as it came back, it is the same answer.
        assertThat(server.answer(COUNCIL, transfer, kept).statusCode()).isEqualTo(200);
        assertThat(server.entries(EntryKind.REJECTED, transfer)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30001", "20013", "99999", ""})
    void an_itk3_code_that_rejects_nothing_is_no_reason(String code) {
        TransferId transfer = server.offer(COUNCIL);
        Task sent = task(transfer, Task.TaskStatus.REJECTED);
        sent.getStatusReason().addCoding().setSystem(ReasonCodings.ITK).setCode(code);
        assertThat(server.answer(COUNCIL, transfer, sent).statusCode()).isEqualTo(422);
    }

    @Test
    void two_codings_that_mean_different_things_are_no_reason() {
        TransferId transfer = server.offer(COUNCIL);
        Task sent = rejection(transfer, "30002");
        sent.getStatusReason().addCoding().setSystem(ReasonCodings.ITK).setCode("30004");
        assertThat(server.answer(COUNCIL, transfer, sent).statusCode()).isEqualTo(422);
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.REQUESTED);
    }

    @Test
    void a_rejection_without_a_reason_of_ours_is_refused_by_naming_them_all() {
        TransferId transfer = server.offer(COUNCIL);
        Task other = task(transfer, Task.TaskStatus.REJECTED);
        other.getStatusReason()
                .addCoding()
                .setSystem("https://example.org/reasons")
                .setCode("other");
        for (Task task : List.of(task(transfer, Task.TaskStatus.REJECTED), rejection(transfer, "Testcase"), other)) {
            HttpResponse<String> response = server.answer(COUNCIL, transfer, task);
            assertThat(response.statusCode()).isEqualTo(422);
            for (RejectionReason reason : RejectionReason.values()) {
                assertThat(Outcomes.text(response)).contains(reason.code());
            }
            assertThat(response.body()).doesNotContain("Testcase");
        }
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.REQUESTED);
    }

    @Test
    void the_same_answer_again_changes_nothing() {
        TransferId completed = server.offer(COUNCIL);
        TransferId rejected = server.offer(COUNCIL);
        for (int i = 0; i < 3; i++) {
            assertThat(server.answer(COUNCIL, completed, task(completed, Task.TaskStatus.COMPLETED))
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> again = server.answer(COUNCIL, rejected, rejection(rejected, "30002"));
            assertThat(again.headers().firstValue("ETag")).hasValue("W/\"2\"");
        }
        assertThat(server.entries(EntryKind.ACKNOWLEDGED, completed)).hasSize(1);
        assertThat(server.entries(EntryKind.REJECTED, rejected)).hasSize(1);
    }

    @Test
    void the_same_answer_from_many_at_once_is_recorded_once() throws Exception {
        TransferId transfer = server.offer(COUNCIL);
        var callers = Executors.newFixedThreadPool(8);
        try {
            Callable<Integer> answer = () -> server.answer(COUNCIL, transfer, task(transfer, Task.TaskStatus.COMPLETED))
                    .statusCode();
            for (var status : callers.invokeAll(java.util.Collections.nCopies(32, answer))) {
                assertThat(status.get()).isEqualTo(200);
            }
        } finally {
            callers.shutdown();
        }
        assertThat(server.entries(EntryKind.ACKNOWLEDGED, transfer)).hasSize(1);
        assertThat(item(transfer).version()).isEqualTo(2);
    }

    @Test
    void what_is_final_stays_final() {
        TransferId completed = server.offer(COUNCIL);
        server.answer(COUNCIL, completed, task(completed, Task.TaskStatus.COMPLETED));
        TransferId rejected = server.offer(COUNCIL);
        server.answer(COUNCIL, rejected, rejection(rejected, "30002"));

        assertConflict(completed, rejection(completed, "30002"));
        assertConflict(completed, task(completed, Task.TaskStatus.ACCEPTED));
        assertConflict(completed, task(completed, Task.TaskStatus.REQUESTED));
        assertConflict(rejected, task(rejected, Task.TaskStatus.COMPLETED));
        assertConflict(rejected, rejection(rejected, "30003"));

        assertThat(item(completed).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(item(rejected).reason()).isEqualTo(Optional.of(RejectionReason.PATIENT_NOT_KNOWN));
        assertThat(server.entries(EntryKind.REJECTED, completed)).isEmpty();
        assertThat(server.entries(EntryKind.DENIED, completed))
                .hasSize(3)
                .allSatisfy(entry ->
                        assertThat(entry.content().code()).isEqualTo(Optional.of(FailureCode.INVALID_TRANSITION)));
    }

    @Test
    void no_one_goes_back() {
        TransferId transfer = server.offer(COUNCIL);
        server.answer(COUNCIL, transfer, task(transfer, Task.TaskStatus.ACCEPTED));
        assertConflict(transfer, task(transfer, Task.TaskStatus.REQUESTED));
        assertConflict(transfer, task(transfer, Task.TaskStatus.RECEIVED));
        // Only reading the bundle makes it received.
        TransferId unread = server.offer(COUNCIL);
        assertConflict(unread, task(unread, Task.TaskStatus.RECEIVED));
    }

    @Test
    void an_answer_to_another_version_is_refused() {
        TransferId transfer = server.offer(COUNCIL);
        server.answer(COUNCIL, transfer, task(transfer, Task.TaskStatus.ACCEPTED));
        for (String stale : List.of("W/\"1\"", "\"1\"", "W/\"7\"", "\"Testcase\"", "")) {
            HttpResponse<String> response = answerIf(stale, transfer, task(transfer, Task.TaskStatus.COMPLETED));
            assertThat(response.statusCode()).as(stale).isEqualTo(412);
            Outcomes.assertOutcome(response, "conflict", FailureCode.INVALID_TRANSITION);
            assertThat(response.headers().firstValue("ETag")).hasValue("W/\"2\"");
            assertThat(response.body()).doesNotContain("Testcase");
        }
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.ACCEPTED);
        assertThat(answerIf("W/\"2\"", transfer, task(transfer, Task.TaskStatus.COMPLETED))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void an_answer_whose_receipt_was_lost_may_be_given_again_with_the_same_condition() {
        TransferId transfer = server.offer(COUNCIL);
        for (int i = 0; i < 2; i++) {
            assertThat(answerIf("W/\"1\"", transfer, task(transfer, Task.TaskStatus.COMPLETED))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(server.entries(EntryKind.ACKNOWLEDGED, transfer)).hasSize(1);
    }

    @Test
    void collecting_does_not_make_the_callers_own_version_stale() {
        TransferId transfer = server.offer(COUNCIL);
        String entityTag = server.get(COUNCIL, "/fhir/Task/" + transfer)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        server.get(COUNCIL, "/fhir/Bundle/" + transfer);
        assertThat(item(transfer).version()).isEqualTo(2);
        assertThat(answerIf(entityTag, transfer, task(transfer, Task.TaskStatus.COMPLETED))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_task_may_be_sent_back_whole_with_its_new_status() {
        TransferId transfer = server.offer(COUNCIL);
        Task task = task(server.get(COUNCIL, "/fhir/Task/" + transfer));
        task.setStatus(Task.TaskStatus.COMPLETED);
        assertThat(server.answer(COUNCIL, transfer, task).statusCode()).isEqualTo(200);
    }

    @Test
    void an_answer_may_be_sent_in_xml_and_receipted_in_xml() {
        TransferId transfer = server.offer(COUNCIL);
        HttpResponse<String> response = server.request("PUT", "/fhir/Task/" + transfer)
                .body(
                        "application/fhir+xml; charset=utf-8",
                        MailboxServer.FHIR
                                .newXmlParser()
                                .encodeResourceToString(task(transfer, Task.TaskStatus.COMPLETED)))
                .header("Accept", "application/fhir+xml")
                .send();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("<Task").contains("<status value=\"completed\">");
    }

    @ParameterizedTest
    @ValueSource(strings = {"focus", "owner", "requester", "code", "intent"})
    void what_only_the_gateway_says_cannot_be_changed(String element) {
        TransferId transfer = server.offer(COUNCIL);
        Task task = task(server.get(COUNCIL, "/fhir/Task/" + transfer));
        task.setStatus(Task.TaskStatus.COMPLETED);
        switch (element) {
            case "focus" -> task.getFocus().setReference("Bundle/Testcase");
            case "owner" -> task.getOwner().getIdentifier().setValue("901");
            case "requester" -> task.getRequester().getIdentifier().setValue("901");
            case "code" -> task.getCode().getCodingFirstRep().setCode("document");
            case "intent" -> task.setIntent(Task.TaskIntent.PLAN);
            default -> throw new AssertionError(element);
        }
        HttpResponse<String> response = server.answer(COUNCIL, transfer, task);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(Outcomes.outcome(response)
                        .getIssueFirstRep()
                        .getExpression()
                        .get(0)
                        .getValue())
                .isEqualTo("Task." + element);
        assertThat(response.body()).doesNotContain("Testcase");
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.REQUESTED);
    }

    @Test
    void the_id_in_the_body_is_the_id_in_the_address() {
        TransferId transfer = server.offer(COUNCIL);
        Task other = task(transfer, Task.TaskStatus.COMPLETED);
        other.setId("Task/other");
        Task none = task(transfer, Task.TaskStatus.COMPLETED);
        none.setId((String) null);
        assertThat(server.answer(COUNCIL, transfer, other).statusCode()).isEqualTo(400);
        assertThat(server.answer(COUNCIL, transfer, none).statusCode()).isEqualTo(400);
    }

    @Test
    void what_a_task_of_a_mailbox_cannot_say_is_refused() {
        TransferId transfer = server.offer(COUNCIL);
        Task cancelled = task(transfer, Task.TaskStatus.CANCELLED);
        Task nothing = task(transfer, Task.TaskStatus.COMPLETED);
        nothing.setStatus(null);
        Task reasoned = rejection(transfer, "30002");
        reasoned.setStatus(Task.TaskStatus.COMPLETED);
        Task modified = task(transfer, Task.TaskStatus.COMPLETED);
        modified.addModifierExtension()
                .setUrl("https://example.org/not-really")
                .setValue(new org.hl7.fhir.r4.model.BooleanType(true));
        for (Task task : List.of(cancelled, nothing, reasoned, modified)) {
            HttpResponse<String> response = server.answer(COUNCIL, transfer, task);
            assertThat(response.statusCode()).isEqualTo(422);
            Outcomes.outcome(response);
        }
        assertThat(item(transfer).status()).isEqualTo(TaskStatus.REQUESTED);
    }

    @Test
    void an_acknowledgement_after_the_cutoff_is_a_restatement() {
        Instant longAgo = Instant.now().minus(Duration.ofDays(30)).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        TransferId transfer = server.offer(COUNCIL, Workflow.ADMISSION_NOTICE, longAgo);
        MailboxItem item = item(transfer);
        server.store()
                .write(transaction -> {
                    transaction.append(EntryDraft.of(EntryKind.EXPIRED)
                            .submission(item.submission())
                            .transfer(transfer)
                            .sender(item.sender())
                            .recipient(item.owner())
                            .workflow(item.workflow())
                            .draft());
                    return true;
                })
                .join();
        assertThat(state(transfer).status()).isEqualTo(TransferStatus.DELIVERED_NOT_INTEGRATED);
        assertThat(server.answer(COUNCIL, transfer, task(transfer, Task.TaskStatus.COMPLETED))
                        .statusCode())
                .isEqualTo(200);
        assertThat(state(transfer).status()).isEqualTo(TransferStatus.DELIVERED_NOT_INTEGRATED);
        assertThat(state(transfer).restatedAt()).isPresent();
    }

    private static void assertConflict(TransferId transfer, Task task) {
        HttpResponse<String> response = server.answer(COUNCIL, transfer, task);
        assertThat(response.statusCode()).isEqualTo(409);
        Outcomes.assertOutcome(response, "conflict", FailureCode.INVALID_TRANSITION);
    }

    private static HttpResponse<String> answerIf(String condition, TransferId transfer, Task task) {
        return server.request("PUT", "/fhir/Task/" + transfer)
                .json(task)
                .header("If-Match", condition)
                .send();
    }

    private static MailboxItem item(TransferId transfer) {
        return server.store().mailboxItem(transfer).orElseThrow();
    }

    private static TransferState state(TransferId transfer) {
        return server.store().ledger().state(transfer).orElseThrow();
    }
}
