package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.FHIR;
import static uk.portage.gateway.mailbox.MailboxServer.OTHER_COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.TRUST;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.RecordRequest;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferId;

class RecordRequestTest {

    private static final String PERSON = "9990000018";
    private static final String OTHER_PERSON = "9990000026";
    private static final String NOBODY = "9990000034";

    private MailboxServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new MailboxServer(folder);
        careFor(COUNCIL, PERSON);
        careFor(OTHER_COUNCIL, PERSON, OTHER_PERSON);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void careFor(OdsCode destination, String... persons) {
        HttpResponse<String> kept = server.request("PUT", "/caseload")
                .as(destination)
                .body("text/csv", "nhs_number\n" + String.join("\n", persons) + "\n")
                .send();
        assertThat(kept.statusCode()).isEqualTo(200);
    }

    private static Parameters about(String number) {
        Parameters parameters = new Parameters();
        parameters
                .addParameter()
                .setName("patient")
                .setValue(new Identifier().setSystem(NhsNumber.SYSTEM).setValue(number));
        return parameters;
    }

    private static Parameters request(String number, OdsCode source) {
        Parameters parameters = about(number);
        parameters
                .addParameter()
                .setName("organization")
                .setValue(new Identifier().setSystem(TaskResource.ODS_SYSTEM).setValue(source.value()));
        return parameters;
    }

    private HttpResponse<String> ask(OdsCode caller, Parameters parameters) {
        return server.request("POST", "/fhir/$request-record")
                .as(caller)
                .json(parameters)
                .send();
    }

    private HttpResponse<String> locate(OdsCode caller, String number) {
        return server.request("POST", "/fhir/$locate-record")
                .as(caller)
                .json(about(number))
                .send();
    }

    private RecordRequest kept(HttpResponse<String> response) {
        String id = MailboxServer.task(response).getIdElement().getIdPart();
        return server.store().recordRequests().find(id).orElseThrow();
    }

    @Test
    void a_request_is_kept_before_it_is_answered_and_can_be_looked_at() {
        HttpResponse<String> response = ask(COUNCIL, request(PERSON, TRUST));
        assertThat(response.statusCode()).isEqualTo(202);
        RecordRequest kept = kept(response);
        assertThat(kept.nhsNumber()).contains(PERSON);
        assertThat(kept.requester()).isEqualTo(COUNCIL);
        assertThat(kept.source()).isEqualTo(TRUST);
        String address = response.headers().firstValue("Content-Location").orElseThrow();
        assertThat(address).isEqualTo(server.url("/fhir/Task/" + kept.id()));

        IGenericClient client = server.client(COUNCIL);
        Task task = client.read().resource(Task.class).withUrl(address).execute();
        assertThat(task.getStatus()).isEqualTo(Task.TaskStatus.REQUESTED);
        assertThat(task.getOwner().getIdentifier().getValue()).isEqualTo(TRUST.value());
        assertThat(task.getRequester().getIdentifier().getValue()).isEqualTo(COUNCIL.value());
        assertThat(FHIR.newJsonParser().encodeResourceToString(task)).doesNotContain(PERSON);
        Entry entry = server.entries(EntryKind.RECORD_REQUESTED).get(0);
        assertThat(entry.content().submission()).contains(kept.submission());
        assertThat(entry.content().sender()).contains(TRUST);
        assertThat(entry.content().recipient()).contains(COUNCIL);
    }

    @Test
    void hapis_client_asks_by_the_operation() {
        Task task = server.client(COUNCIL)
                .operation()
                .onServer()
                .named("$request-record")
                .withParameters(request(PERSON, TRUST))
                .returnResourceType(Task.class)
                .execute();
        assertThat(task.getStatus()).isEqualTo(Task.TaskStatus.REQUESTED);
    }

    @Test
    void the_same_asked_again_while_it_is_open_is_the_same_and_afterwards_another() {
        RecordRequest first = kept(ask(COUNCIL, request(PERSON, TRUST)));
        Parameters otherWords = new Parameters();
        otherWords.addParameter("nhs-number", "999 000 0018");
        otherWords.addParameter("organization", TRUST.value());
        assertThat(kept(ask(COUNCIL, otherWords)).id()).isEqualTo(first.id());
        assertThat(server.entries(EntryKind.RECORD_REQUESTED)).hasSize(1);

        assertThat(kept(ask(OTHER_COUNCIL, request(PERSON, TRUST))).id()).isNotEqualTo(first.id());
        end(first, Optional.of(FailureCode.RECORD_NOT_FOUND));
        assertThat(kept(ask(COUNCIL, request(PERSON, TRUST))).id()).isNotEqualTo(first.id());
    }

    private void end(RecordRequest request, Optional<FailureCode> code) {
        assertThat(server.store()
                        .write(transaction -> transaction.recordRequests().end(request.id(), code))
                        .join())
                .isTrue();
    }

    @Test
    void a_request_that_has_ended_says_why_and_forgets_the_number() {
        RecordRequest request = kept(ask(COUNCIL, request(PERSON, TRUST)));
        server.store()
                .write(transaction -> {
                    transaction
                            .recordRequests()
                            .asked(request.id(), 1, Optional.of(FailureCode.SOURCE_TIMED_OUT), Instant.now());
                    return true;
                })
                .join();
        Task asked = MailboxServer.task(server.get(COUNCIL, "/fhir/Task/" + request.id()));
        assertThat(asked.getStatus()).isEqualTo(Task.TaskStatus.INPROGRESS);
        end(request, Optional.of(FailureCode.SOURCE_REFUSED));
        Task ended = MailboxServer.task(server.get(COUNCIL, "/fhir/Task/" + request.id()));
        assertThat(ended.getStatus()).isEqualTo(Task.TaskStatus.FAILED);
        assertThat(ended.getStatusReason().getCodingFirstRep().getCode()).isEqualTo("SOURCE_REFUSED");
        RecordRequest now = server.store().recordRequests().find(request.id()).orElseThrow();
        assertThat(now.nhsNumber()).isEmpty();
        assertThat(now.attempts()).isEqualTo(1);
    }

    @Test
    void a_person_whom_nobody_knows_and_one_whom_another_cares_for_are_answered_alike_and_on_record() {
        HttpResponse<String> ofAnother = ask(COUNCIL, request(OTHER_PERSON, TRUST));
        HttpResponse<String> ofNobody = ask(COUNCIL, request(NOBODY, TRUST));
        assertThat(ofAnother.statusCode()).isEqualTo(404);
        assertThat(ofNobody.statusCode()).isEqualTo(404);
        assertThat(ofAnother.body()).isEqualTo(ofNobody.body()).doesNotContain(OTHER_PERSON);
        HttpResponse<String> whereAnother = locate(COUNCIL, OTHER_PERSON);
        HttpResponse<String> whereNobody = locate(COUNCIL, NOBODY);
        assertThat(whereAnother.statusCode()).isEqualTo(404);
        assertThat(whereAnother.body()).isEqualTo(whereNobody.body());
        // The last may still be on its way: nobody waits for a denial.
        org.awaitility.Awaitility.await()
                .until(() -> server.entries(EntryKind.DENIED).size() == 4);
        assertThat(server.entries(EntryKind.DENIED))
                .allSatisfy(entry -> assertThat(entry.content().sender()).contains(COUNCIL));
        assertThat(server.store().recordRequests().sources()).isEmpty();
        assertThat(server.entries(EntryKind.SENDERS_LOCATED)).isEmpty();
    }

    @Test
    void a_request_of_another_destination_does_not_exist_even_if_both_care_for_the_person() {
        RecordRequest request = kept(ask(COUNCIL, request(PERSON, TRUST)));
        HttpResponse<String> foreign = server.get(OTHER_COUNCIL, "/fhir/Task/" + request.id());
        HttpResponse<String> nothing = server.get(OTHER_COUNCIL, "/fhir/Task/00000000-0000-8000-8000-000000000000");
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(nothing.body());
        assertThat(MailboxServer.bundle(server.get(OTHER_COUNCIL, "/fhir/Task")).getTotal())
                .isZero();
        org.awaitility.Awaitility.await()
                .until(() -> server.entries(EntryKind.DENIED).stream()
                        .anyMatch(entry -> entry.content().sender().equals(Optional.of(OTHER_COUNCIL))));
    }

    @Test
    void what_is_not_said_or_cannot_be_asked_is_refused_without_a_word_of_what_was_sent() {
        Parameters without = request(PERSON, TRUST);
        without.getParameter().remove(1);
        assertThat(ask(COUNCIL, without).statusCode()).isEqualTo(400);
        Parameters twice = request(PERSON, TRUST);
        twice.addParameter("nhs-number", PERSON);
        assertThat(ask(COUNCIL, twice).statusCode()).isEqualTo(400);
        HttpResponse<String> wrongDigit = ask(COUNCIL, request("9990000019", TRUST));
        assertThat(wrongDigit.statusCode()).isEqualTo(400);
        assertThat(wrongDigit.body()).doesNotContain("9990000019");
        HttpResponse<String> stranger = ask(COUNCIL, request(PERSON, new OdsCode("RXX")));
        assertThat(stranger.statusCode()).isEqualTo(422);
        assertThat(stranger.body()).contains("RZZ").doesNotContain("RXX");
        // It has what it has.
        assertThat(ask(COUNCIL, request(PERSON, COUNCIL)).statusCode()).isEqualTo(422);
        assertThat(server.request("POST", "/fhir/$request-record")
                        .as(TRUST, Caller.Role.SOURCE)
                        .json(request(PERSON, COUNCIL))
                        .send()
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.request("GET", "/fhir/$locate-record").send().statusCode())
                .isEqualTo(405);
    }

    // --- the locator ---

    private static List<String> senders(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return FHIR.newJsonParser().parseResource(Parameters.class, response.body()).getParameter().stream()
                .map(one -> ((Identifier) part(one, "identifier").getValue()).getValue())
                .toList();
    }

    private static ParametersParameterComponent part(ParametersParameterComponent parameter, String name) {
        return parameter.getPart().stream()
                .filter(part -> part.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private TransferId routed(OdsCode source, OdsCode owner, Workflow workflow, Instant at, boolean discreet) {
        TransferId transfer =
                server.offer(source, owner, workflow, at, Optional.of(MailboxServer.key(PERSON)), List.of(), true);
        MailboxItem item = server.store().mailboxItem(transfer).orElseThrow();
        server.store()
                .write(transaction -> {
                    transaction.rememberRecipient(MailboxServer.key(PERSON), owner);
                    transaction.markRouted(item.submission(), discreet);
                    return true;
                })
                .join();
        return transfer;
    }

    @Test
    void who_has_sent_records_about_a_person_is_told_with_the_day_of_the_last_and_that_is_on_record() {
        Instant before = Instant.now().minus(Duration.ofDays(3));
        OdsCode practice = new OdsCode("A81001");
        routed(TRUST, OTHER_COUNCIL, Workflow.TEST_RESULT, before.minus(Duration.ofDays(40)), false);
        routed(TRUST, OTHER_COUNCIL, Workflow.TEST_RESULT, before, false);
        routed(practice, COUNCIL, Workflow.DOCUMENT, before, false);

        HttpResponse<String> response = locate(COUNCIL, PERSON);
        assertThat(senders(response)).containsExactly("A81001", "RZZ");
        Parameters answer = FHIR.newJsonParser().parseResource(Parameters.class, response.body());
        ParametersParameterComponent trust = answer.getParameter().get(1);
        assertThat(((StringType) part(trust, "name").getValue()).getValue()).isEqualTo("A trust");
        assertThat(part(trust, "last").getValue().primitiveValue())
                .isEqualTo(LocalDate.ofInstant(before, ZoneOffset.UTC).toString());
        assertThat(part(trust, "can-be-asked").getValue().primitiveValue()).isEqualTo("true");
        assertThat(part(answer.getParameter().get(0), "can-be-asked").getValue().primitiveValue())
                .isEqualTo("false");
        assertThat(response.body()).doesNotContain(PERSON, "test-result", "document");
        assertThat(server.entries(EntryKind.SENDERS_LOCATED)).singleElement().satisfies(entry -> {
            assertThat(entry.content().recipient()).contains(COUNCIL);
            assertThat(entry.content().count()).contains(2L);
        });
    }

    @Test
    void what_was_withdrawn_from_everybody_is_not_told() {
        TransferId withdrawn = routed(TRUST, OTHER_COUNCIL, Workflow.DOCUMENT, Instant.now(), false);
        assertThat(senders(locate(COUNCIL, PERSON))).containsExactly("RZZ");
        server.store().write(transaction -> transaction.withdraw(withdrawn)).join();
        assertThat(senders(locate(COUNCIL, PERSON))).isEmpty();
    }

    @Test
    void what_asks_to_be_withheld_or_was_sent_on_request_is_told_only_to_whom_it_was_given() {
        routed(TRUST, OTHER_COUNCIL, Workflow.DOCUMENT, Instant.now(), true);
        routed(new OdsCode("RXX"), OTHER_COUNCIL, Workflow.RECORD_ON_REQUEST, Instant.now(), false);
        assertThat(senders(locate(COUNCIL, PERSON))).isEmpty();
        assertThat(senders(locate(OTHER_COUNCIL, PERSON))).containsExactly("RXX", "RZZ");
    }

    @Test
    void every_record_that_is_in_the_mailbox_was_sent_by_somebody_who_is_told() {
        routed(TRUST, COUNCIL, Workflow.DOCUMENT, Instant.now(), true);
        assertThat(Set.copyOf(senders(locate(COUNCIL, PERSON)))).containsExactly("RZZ");
    }
}
