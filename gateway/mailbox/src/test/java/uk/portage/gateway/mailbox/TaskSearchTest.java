package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferId;

class TaskSearchTest {

    private static final AtomicInteger CODES = new AtomicInteger();
    private static MailboxServer server;

    // Each test has two destinations of its own, so that its mailboxes begin empty.
    private final OdsCode us = newOrganisation();
    private final OdsCode them = newOrganisation();

    private static OdsCode newOrganisation() {
        return new OdsCode(String.format("N%04d", CODES.incrementAndGet()));
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new MailboxServer(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void a_task_says_what_the_transfer_is() {
        TransferId transfer = server.offer(us, Workflow.TEST_RESULT);
        Bundle result = search("");
        assertThat(result.getType()).isEqualTo(Bundle.BundleType.SEARCHSET);
        assertThat(result.getTotal()).isEqualTo(1);
        Bundle.BundleEntryComponent entry = result.getEntryFirstRep();
        assertThat(entry.getFullUrl()).isEqualTo(server.url("/fhir/Task/") + transfer);
        assertThat(entry.getSearch().getMode()).isEqualTo(Bundle.SearchEntryMode.MATCH);

        Task task = (Task) entry.getResource();
        MailboxItem item = server.store().mailboxItem(transfer).orElseThrow();
        assertThat(task.getIdElement().getIdPart()).isEqualTo(transfer.toString());
        assertThat(task.getMeta().getVersionId()).isEqualTo("1");
        assertThat(task.getMeta().getLastUpdated().toInstant()).isEqualTo(item.changedAt());
        assertThat(task.getStatus()).isEqualTo(Task.TaskStatus.REQUESTED);
        assertThat(task.getIntent()).isEqualTo(Task.TaskIntent.ORDER);
        assertThat(task.getCode().getCodingFirstRep().getSystem()).isEqualTo(TaskResource.WORKFLOW_SYSTEM);
        assertThat(task.getCode().getCodingFirstRep().getCode()).isEqualTo("test-result");
        assertThat(task.getFocus().getReference()).isEqualTo("Bundle/" + transfer);
        assertThat(task.getRequester().getIdentifier().getSystem()).isEqualTo(TaskResource.ODS_SYSTEM);
        assertThat(task.getRequester().getIdentifier().getValue()).isEqualTo("RZZ");
        assertThat(task.getOwner().getIdentifier().getValue()).isEqualTo(us.value());
        assertThat(task.getAuthoredOn().toInstant()).isEqualTo(item.offeredAt());

        HttpResponse<String> read = server.get(us, "/fhir/Task/" + transfer);
        assertThat(read.headers().firstValue("ETag")).hasValue("W/\"1\"");
        assertThat(MailboxServer.FHIR.newJsonParser().encodeResourceToString(task))
                .isEqualTo(read.body());
    }

    @Test
    void a_task_that_is_known_is_not_sent_again() {
        TransferId transfer = server.offer(us);
        HttpResponse<String> known = server.request("GET", "/fhir/Task/" + transfer)
                .as(us)
                .header("If-None-Match", "W/\"1\"")
                .send();
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
    }

    @Test
    void each_destination_sees_its_own() {
        TransferId ours = server.offer(us);
        TransferId theirs = server.offer(them);
        assertThat(ids(search(""))).containsExactly(ours.toString());
        assertThat(ids(MailboxServer.bundle(server.get(them, "/fhir/Task")))).containsExactly(theirs.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "owner:identifier=https://fhir.nhs.uk/Id/ods-organization-code|US",
                "owner=https://fhir.nhs.uk/Id/ods-organization-code|US",
                "owner.identifier=https://fhir.nhs.uk/Id/ods-organization-code|US",
                "owner:Organization.identifier=https://fhir.nhs.uk/Id/ods-organization-code|US",
                "owner=Organization/US",
                "owner:Organization=US",
                "owner=US",
                "owner=THEM,US"
            })
    void an_owner_may_be_named_in_many_ways(String parameter) {
        TransferId ours = server.offer(us);
        server.offer(them);
        assertThat(ids(search(parameter))).containsExactly(ours.toString());
    }

    @Test
    void several_statuses_mean_any_of_them_and_a_repeated_parameter_both() {
        TransferId requested = server.offer(us);
        TransferId received = server.offer(us);
        TransferId completed = server.offer(us);
        server.get(us, "/fhir/Bundle/" + received);
        server.answer(us, completed, MailboxServer.task(completed, Task.TaskStatus.COMPLETED));

        assertThat(ids(search("status=requested"))).containsExactly(requested.toString());
        assertThat(ids(search("status=requested,received"))).containsExactly(requested.toString(), received.toString());
        assertThat(ids(search("status=http://hl7.org/fhir/task-status|completed")))
                .containsExactly(completed.toString());
        assertThat(search("status=requested,received").getTotal()).isEqualTo(2);
        assertThat(ids(search("status=requested,received&status=received,completed")))
                .containsExactly(received.toString());
        assertThat(search("status=requested&status=received").getTotal()).isZero();
        assertThat(ids(search("status=in-progress"))).isEmpty();
    }

    @Test
    void a_workflow_may_be_named_with_its_system_or_without() {
        server.offer(us, Workflow.ADMISSION_NOTICE);
        TransferId result = server.offer(us, Workflow.TEST_RESULT);
        assertThat(ids(search("code=test-result"))).containsExactly(result.toString());
        Bundle page = search("code=https://portage.uk/fhir/CodeSystem/workflow|test-result,appointment");
        assertThat(ids(page)).containsExactly(result.toString());
        assertThat(page.hasTotal()).isFalse();
        assertThat(search("code=test-result&_total=accurate").getTotal()).isEqualTo(1);
        assertThat(search("code=test-result&_summary=count").getTotal()).isEqualTo(1);
    }

    @Test
    void a_caller_may_ask_for_what_has_changed_since() throws Exception {
        TransferId first = server.offer(us);
        Thread.sleep(20);
        TransferId second = server.offer(us);
        String between =
                server.store().mailboxItem(second).orElseThrow().changedAt().toString();
        assertThat(ids(search("_lastUpdated=ge" + between))).containsExactly(second.toString());
        assertThat(ids(search("_lastUpdated=lt" + between))).containsExactly(first.toString());
        assertThat(ids(search("_lastUpdated=gt2020"))).hasSize(2);
    }

    @Test
    void a_count_alone_has_no_entries() {
        server.offer(us);
        server.offer(us);
        for (String query : List.of("_summary=count", "_count=0")) {
            Bundle count = search(query);
            assertThat(count.getTotal()).isEqualTo(2);
            assertThat(count.getEntry()).isEmpty();
        }
    }

    @Test
    void pages_are_joined_by_their_links() {
        List<String> offered = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            offered.add(server.offer(us).toString());
            server.offer(them);
        }
        Bundle first = search("_count=3&status=requested");
        assertThat(first.getEntry()).hasSize(3);
        assertThat(first.getTotal()).isEqualTo(7);
        assertThat(first.getLink("self").getUrl()).startsWith(server.url("/fhir/Task?"));
        Bundle second = follow(first);
        Bundle third = follow(second);
        assertThat(third.getEntry()).hasSize(1);
        assertThat(third.getLink("next")).isNull();
        List<String> seen = new ArrayList<>(ids(first));
        seen.addAll(ids(second));
        seen.addAll(ids(third));
        assertThat(seen).isEqualTo(offered);
    }

    @Test
    void a_full_last_page_has_no_next_link() {
        server.offer(us);
        server.offer(us);
        assertThat(search("_count=2").getLink("next")).isNull();
        assertThat(search("_count=2&code=admission-notice").getLink("next")).isNull();
    }

    @Test
    void paging_neither_misses_nor_repeats_while_records_arrive_and_are_acknowledged() {
        List<String> offered = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            offered.add(server.offer(us).toString());
        }
        List<String> seen = new ArrayList<>();
        Bundle page = search("_count=4&status=requested");
        for (int pages = 0; pages < 5; pages++) {
            seen.addAll(ids(page));
            // What was on this page leaves the search, and something new arrives.
            ids(page)
                    .forEach(id -> server.answer(
                            us,
                            TransferId.parse(id).orElseThrow(),
                            MailboxServer.task(TransferId.parse(id).orElseThrow(), Task.TaskStatus.COMPLETED)));
            server.offer(us);
            page = follow(page);
        }
        assertThat(seen).containsAll(offered);
        while (page.getLink("next") != null) {
            seen.addAll(ids(page));
            page = follow(page);
        }
        seen.addAll(ids(page));
        assertThat(seen).hasSize(25);
        assertThat(new HashSet<>(seen)).hasSize(25);
    }

    @Test
    void a_page_holds_fifty_unless_asked_for_more() {
        for (int i = 0; i < 60; i++) {
            server.offer(us);
        }
        assertThat(search("").getEntry()).hasSize(50);
        assertThat(search("_count=9999").getEntry()).hasSize(60);
        assertThat(search("_count=9999").getLink("self").getUrl()).contains("_count=500");
    }

    @Test
    void a_link_repeats_the_search_as_it_was_understood() {
        for (int i = 0; i < 3; i++) {
            server.offer(us, Workflow.TEST_RESULT);
        }
        Bundle first = search(
                "_count=2&status=received,requested&code=test-result&_lastUpdated=gt2020&_format=json&_summary=true"
                        + "&owner=US&_total=accurate");
        assertThat(first.getLink("next").getUrl())
                .contains("owner%3Aidentifier=".replace("%3A", ":"))
                .contains("status=requested%2Creceived")
                .contains("test-result")
                .contains("_lastUpdated=gt2020")
                .contains("_format=json")
                .contains("_summary=true")
                .contains("_total=accurate");
        assertThat(ids(follow(first))).hasSize(1);
    }

    @Test
    void a_search_may_be_posted() {
        TransferId transfer = server.offer(us);
        HttpResponse<String> response = server.request("POST", "/fhir/Task/_search")
                .as(us)
                .body("application/x-www-form-urlencoded", "status=requested&owner=" + us)
                .send();
        assertThat(ids(MailboxServer.bundle(response))).containsExactly(transfer.toString());
    }

    @Test
    void a_search_is_answered_in_xml_too() {
        server.offer(us);
        HttpResponse<String> response = server.request("GET", "/fhir/Task")
                .as(us)
                .header("Accept", "application/fhir+xml")
                .send();
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/fhir+xml");
        assertThat(MailboxServer.FHIR
                        .newXmlParser()
                        .parseResource(Bundle.class, response.body())
                        .getTotal())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patient=Testcase",
                "status=Testcase",
                "status=",
                "status:not=requested",
                "code=Testcase",
                "owner=Testcase/Testcase",
                "owner=",
                "_count=Testcase",
                "_count=-1",
                "_cursor=Testcase",
                "_lastUpdated=Testcase",
                "_lastUpdated=ne2020-01-01",
                "_summary=Testcase",
                "_total=Testcase",
                "_elements=<Testcase>",
                "_sort=Testcase",
                "_include=Task:focus"
            })
    void a_parameter_that_is_not_understood_is_refused_without_repeating_it(String query) {
        server.offer(us);
        HttpResponse<String> response = server.get(us, "/fhir/Task?" + encoded(query));
        assertThat(response.statusCode()).isEqualTo(400);
        Outcomes.assertOutcome(response, "value", FailureCode.INVALID_VALUE);
        assertThat(response.body()).doesNotContain("Testcase");
    }

    @Test
    void the_cursor_of_another_destination_is_no_cursor() {
        TransferId theirs = server.offer(them);
        assertThat(server.get(us, "/fhir/Task?_cursor=" + theirs).statusCode()).isEqualTo(400);
    }

    private Bundle search(String query) {
        String named = query.replace("THEM", them.value()).replace("US", us.value());
        HttpResponse<String> response = server.get(us, "/fhir/Task?" + encoded(named));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return MailboxServer.bundle(response);
    }

    private Bundle follow(Bundle page) {
        String url = page.getLink("next").getUrl();
        return MailboxServer.bundle(server.get(us, url.substring(server.url("").length())));
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8)
                .replace("%3D", "=")
                .replace("%26", "&");
    }

    private static List<String> ids(Bundle bundle) {
        return bundle.getEntry().stream()
                .map(entry -> entry.getResource().getIdElement().getIdPart())
                .toList();
    }
}
