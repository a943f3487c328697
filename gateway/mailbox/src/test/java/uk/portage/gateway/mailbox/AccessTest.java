package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.OTHER_COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.TRUST;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

class AccessTest {

    private static MailboxServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new MailboxServer(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/fhir/metadata",
        "GET,/fhir/Task",
        "GET,/fhir/Patient/1",
        "GET,/fhir/Bundle/1",
        "PUT,/fhir/Task/1",
        "PUT,/fhir/Group/caseload",
        "GET,/fhir",
        "GET,/caseload",
        "POST,/caseload"
    })
    void nothing_answers_without_a_caller(String method, String path) {
        HttpResponse<String> response = server.request(method, path).anonymous().send();
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"portage\"");
        Outcomes.assertOutcome(response, "login", FailureCode.UNAUTHENTICATED);
    }

    @ParameterizedTest
    @EnumSource(value = Caller.Role.class, names = "DESTINATION", mode = EnumSource.Mode.EXCLUDE)
    void only_a_destination_has_a_mailbox(Caller.Role role) {
        int before = denials(FailureCode.FORBIDDEN).size();
        HttpResponse<String> search =
                server.request("GET", "/fhir/Task").as(TRUST, role).send();
        assertThat(search.statusCode()).isEqualTo(403);
        Outcomes.assertOutcome(search, "forbidden", FailureCode.FORBIDDEN);
        HttpResponse<String> caseload =
                server.request("GET", "/caseload").as(TRUST, role).send();
        assertThat(caseload.statusCode()).isEqualTo(403);
        await().untilAsserted(() -> assertThat(denials(FailureCode.FORBIDDEN)).hasSize(before + 2));
        assertThat(denials(FailureCode.FORBIDDEN).get(before).content().sender())
                .isEqualTo(Optional.of(TRUST));
    }

    @Test
    void every_authenticated_caller_may_read_the_capability_statement() {
        assertThat(server.request("GET", "/fhir/metadata")
                        .as(TRUST, Caller.Role.SOURCE)
                        .send()
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void the_transfer_of_another_organisation_answers_exactly_as_one_that_does_not_exist() {
        TransferId theirs = server.offer(OTHER_COUNCIL);
        String unknown = UUID.randomUUID().toString();
        for (String path : List.of("/fhir/Task/", "/fhir/Bundle/")) {
            assertSameAnswer(server.get(COUNCIL, path + theirs), server.get(COUNCIL, path + unknown));
        }
        Task task = MailboxServer.task(theirs, Task.TaskStatus.COMPLETED);
        HttpResponse<String> update = server.answer(COUNCIL, theirs, task);
        task.setId("Task/" + unknown);
        assertSameAnswer(
                update,
                server.request("PUT", "/fhir/Task/" + unknown).json(task).send());

        assertThat(server.store().mailboxItem(theirs).orElseThrow().status()).isEqualTo(TaskStatus.REQUESTED);
        await().untilAsserted(() -> assertThat(server.entries(EntryKind.DENIED, theirs))
                .hasSize(3)
                .allSatisfy(entry -> {
                    assertThat(entry.content().code()).isEqualTo(Optional.of(FailureCode.NOT_FOUND));
                    assertThat(entry.content().sender()).isEqualTo(Optional.of(COUNCIL));
                    assertThat(entry.content().recipient()).isEmpty();
                }));
        assertThat(server.get(OTHER_COUNCIL, "/fhir/Task/" + theirs).statusCode())
                .isEqualTo(200);
    }

    @Test
    void an_id_that_nobody_has_leaves_no_entry() {
        int before = denials(FailureCode.NOT_FOUND).size();
        for (String id : List.of(UUID.randomUUID().toString(), "1", "1-1-1-1-1", "no-id")) {
            HttpResponse<String> response = server.get(COUNCIL, "/fhir/Task/" + id);
            assertThat(response.statusCode()).isEqualTo(404);
            Outcomes.assertOutcome(response, "not-found", FailureCode.NOT_FOUND);
        }
        server.offer(COUNCIL);
        assertThat(denials(FailureCode.NOT_FOUND)).hasSize(before);
    }

    @Test
    void a_search_for_another_owner_is_empty() {
        server.offer(OTHER_COUNCIL);
        var result = MailboxServer.bundle(server.get(COUNCIL, "/fhir/Task?owner=Organization/" + OTHER_COUNCIL));
        assertThat(result.getTotal()).isZero();
        assertThat(result.getEntry()).isEmpty();
    }

    @Test
    void answers_are_not_cached_and_do_not_name_the_software_underneath() {
        TransferId transfer = server.offer(COUNCIL);
        for (String path : List.of(
                "/fhir/metadata",
                "/fhir/Task",
                "/fhir/Task/" + transfer,
                "/fhir/Bundle/" + transfer,
                "/fhir/Nothing")) {
            HttpResponse<String> response = server.get(COUNCIL, path);
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(response.headers().map().toString()).doesNotContainIgnoringCase("hapi");
            assertThat(response.body()).doesNotContainIgnoringCase("hapi");
        }
    }

    private static void assertSameAnswer(HttpResponse<String> one, HttpResponse<String> other) {
        assertThat(one.statusCode()).isEqualTo(404);
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(one.body()).isEqualTo(other.body());
        assertThat(one.headers().map().keySet()).isEqualTo(other.headers().map().keySet());
    }

    private static List<Entry> denials(FailureCode code) {
        return server.entries(EntryKind.DENIED).stream()
                .filter(entry -> entry.content().code().equals(Optional.of(code)))
                .toList();
    }
}
