package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.OTHER_COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.task;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** Several workers of one destination share its mailbox. */
class ClaimTest {

    private Path folder = Path.of("");
    private MailboxServer server;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        folder = directory;
        server = new MailboxServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void what_one_worker_has_claimed_no_other_sees_claims_or_answers() {
        TransferId transfer = server.offer(COUNCIL);
        HttpResponse<String> claimed = claim(transfer, "one");
        assertThat(claimed.statusCode()).isEqualTo(200);
        Task task = task(claimed);
        assertThat(task.getStatus()).isEqualTo(Task.TaskStatus.REQUESTED);
        assertThat(task.getMeta().getVersionId()).isEqualTo("2");
        assertThat(holder(task)).isEqualTo("one");

        HttpResponse<String> second = claim(transfer, "two");
        assertThat(second.statusCode()).isEqualTo(409);
        Outcomes.assertOutcome(second, "conflict", FailureCode.INVALID_TRANSITION);
        assertThat(Integer.parseInt(second.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(290, 301);
        assertThat(next("two", 10)).isEmpty();
        assertThat(search("worker=two")).isEmpty();
        assertThat(search("")).isEmpty();
        assertThat(search("worker=one")).containsExactly(transfer);
        for (String path : List.of("?worker=two", "")) {
            assertThat(answer(transfer, path).statusCode()).isEqualTo(409);
        }
        assertThat(server.entries(EntryKind.ACKNOWLEDGED, transfer)).isEmpty();

        assertThat(answer(transfer, "?worker=one").statusCode()).isEqualTo(200);
        assertThat(item(transfer).lease()).isEmpty();
        // Answered is answered, whoever says it again.
        assertThat(answer(transfer, "?worker=two").statusCode()).isEqualTo(200);
        assertThat(server.entries(EntryKind.ACKNOWLEDGED, transfer)).hasSize(1);
        assertThat(claim(transfer, "two").statusCode()).isEqualTo(409);
    }

    @Test
    void the_answer_may_carry_the_version_that_the_claim_gave_also_after_the_bundle_was_read() {
        TransferId transfer = server.offer(COUNCIL);
        Task task = task(claim(transfer, "one"));
        server.get(COUNCIL, "/fhir/Bundle/" + transfer);
        task.setStatus(Task.TaskStatus.COMPLETED);
        HttpResponse<String> answer = server.request("PUT", "/fhir/Task/" + transfer)
                .header("Portage-Worker", "one")
                .header("If-Match", "W/\"" + task.getMeta().getVersionId() + "\"")
                .json(task)
                .send();
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void a_lapsed_lease_makes_the_transfer_claimable_again_even_if_it_was_collected() {
        TransferId waiting = server.offer(COUNCIL);
        TransferId collected = server.offer(COUNCIL);
        assertThat(ids(request("/fhir/Task/$claim?worker=one&lease=1&_count=2")))
                .containsExactly(waiting, collected);
        server.get(COUNCIL, "/fhir/Bundle/" + collected);
        assertThat(next("two", 2)).isEmpty();
        await().atMost(Duration.ofSeconds(5)).until(() -> !next("two", 2).isEmpty());
        assertThat(next("two", 2)).containsExactly(waiting, collected);
        // The first worker comes too late.
        assertThat(answer(collected, "?worker=one").statusCode()).isEqualTo(409);
        assertThat(answer(collected, "?worker=two").statusCode()).isEqualTo(200);
    }

    @Test
    void whoever_asks_again_is_given_the_same_and_more_time() {
        for (int i = 0; i < 5; i++) {
            server.offer(COUNCIL);
        }
        List<TransferId> first = next("one", 2);
        Instant until = item(first.get(0)).lease().orElseThrow().until();
        assertThat(next("one", 2)).isEqualTo(first);
        assertThat(item(first.get(0)).lease().orElseThrow().until()).isAfterOrEqualTo(until);
        assertThat(next("one", 3)).hasSize(3).startsWith(first.get(0), first.get(1));
        assertThat(next("two", 5)).hasSize(2).doesNotContainAnyElementsOf(next("one", 3));
    }

    @Test
    void what_was_accepted_or_collected_without_a_claim_is_not_handed_to_another() {
        TransferId accepted = server.offer(COUNCIL);
        TransferId read = server.offer(COUNCIL);
        server.answer(COUNCIL, accepted, task(accepted, Task.TaskStatus.ACCEPTED));
        server.get(COUNCIL, "/fhir/Bundle/" + read);
        assertThat(next("one", 10)).isEmpty();
        // By its id it can be had.
        assertThat(claim(accepted, "one").statusCode()).isEqualTo(200);
    }

    @Test
    void two_workers_that_race_for_two_hundred_transfers_never_have_the_same() throws Exception {
        int transfers = 200;
        for (int i = 0; i < transfers; i++) {
            server.offer(COUNCIL);
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<TransferId>>> workers = new ArrayList<>();
            for (String name : List.of("one", "two", "three", "four")) {
                workers.add(() -> {
                    List<TransferId> done = new ArrayList<>();
                    for (List<TransferId> mine = next(name, 7); !mine.isEmpty(); mine = next(name, 7)) {
                        for (TransferId transfer : mine) {
                            assertThat(answer(transfer, "?worker=" + name).statusCode())
                                    .isEqualTo(200);
                            done.add(transfer);
                        }
                    }
                    return done;
                });
            }
            List<TransferId> all = new ArrayList<>();
            for (var done : threads.invokeAll(workers)) {
                all.addAll(done.get());
            }
            assertThat(all).hasSize(transfers).doesNotHaveDuplicates();
        } finally {
            threads.shutdown();
        }
        assertThat(server.entries(EntryKind.ACKNOWLEDGED)).hasSize(transfers);
    }

    @Test
    void a_claim_outlives_a_crash_and_nothing_is_lost_or_acknowledged_twice() throws Exception {
        TransferId one = server.offer(COUNCIL);
        TransferId two = server.offer(COUNCIL);
        assertThat(ids(request("/fhir/Task/$claim?worker=one&lease=2&_count=2")))
                .containsExactly(one, two);
        assertThat(answer(one, "?worker=one").statusCode()).isEqualTo(200);
        server.close();
        try (Store store = TestStore.open(folder)) {
            Mailbox mailbox = new Mailbox(store);
            MailboxItem kept = store.mailboxItem(two).orElseThrow();
            assertThat(kept.lease().orElseThrow().holder()).isEqualTo("one");
            assertThat(store.mailboxItem(one).orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED);
            // The worker does not know whether it was heard, and says it again.
            for (TransferId transfer : List.of(one, two)) {
                assertThat(mailbox.answer(
                                COUNCIL,
                                transfer.toString(),
                                new Answer(TaskStatus.COMPLETED, Optional.empty()),
                                new IfMatch(Optional.empty()),
                                Optional.of("one"),
                                item -> Optional.empty()))
                        .isInstanceOf(TaskChange.Stands.class);
            }
            assertThat(store.ledger().entriesAfter(0, 1_000).stream()
                            .filter(entry -> entry.content().kind() == EntryKind.ACKNOWLEDGED))
                    .hasSize(2);
        }
        server = new MailboxServer(folder);
    }

    @Test
    void the_parameters_may_come_as_a_resource() {
        TransferId transfer = server.offer(COUNCIL);
        Parameters parameters = new Parameters();
        parameters.addParameter().setName("worker").setValue(new StringType("one"));
        parameters.addParameter().setName("_count").setValue(new IntegerType(3));
        HttpResponse<String> response =
                server.request("POST", "/fhir/Task/$claim").json(parameters).send();
        assertThat(ids(response)).containsExactly(transfer);
        Bundle claimed = server.client(COUNCIL)
                .operation()
                .onType(Task.class)
                .named("$claim")
                .withParameters(parameters)
                .returnResourceType(Bundle.class)
                .execute();
        assertThat(claimed.getEntry()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?worker=",
                "?worker=a%20b",
                "?worker=one&lease=0",
                "?worker=one&lease=3601",
                "?worker=one&lease=soon",
                "?worker=one&_count=0",
                "?worker=one&_count=501",
                "?worker=one&Testcase=1"
            })
    void a_claim_that_says_something_else_is_refused(String query) {
        server.offer(COUNCIL);
        HttpResponse<String> response = request("/fhir/Task/$claim" + query);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).doesNotContain("Testcase");
        assertThat(next("two", 5)).hasSize(1);
    }

    @Test
    void nobody_claims_what_belongs_to_another_destination() {
        TransferId theirs = server.offer(OTHER_COUNCIL);
        assertThat(claim(theirs, "one").statusCode()).isEqualTo(404);
        assertThat(next("one", 5)).isEmpty();
        assertThat(ids(request(OTHER_COUNCIL, "/fhir/Task/$claim?worker=one"))).containsExactly(theirs);
    }

    @Test
    void the_total_leaves_out_what_another_has_claimed() {
        Set<TransferId> all = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            all.add(server.offer(COUNCIL));
        }
        next("one", 3);
        assertThat(total("worker=two&_summary=count")).isEqualTo(1);
        assertThat(total("worker=one&_summary=count")).isEqualTo(4);
        assertThat(total("status=requested")).isEqualTo(1);
        assertThat(new HashSet<>(search("worker=one&_count=2"))).isSubsetOf(all).hasSize(2);
    }

    private HttpResponse<String> claim(TransferId transfer, String worker) {
        return request("/fhir/Task/" + transfer + "/$claim?worker=" + worker);
    }

    private List<TransferId> next(String worker, int count) {
        return ids(request("/fhir/Task/$claim?worker=" + worker + "&_count=" + count));
    }

    private HttpResponse<String> request(String path) {
        return request(COUNCIL, path);
    }

    private HttpResponse<String> request(OdsCode caller, String path) {
        return server.request("POST", path).as(caller).send();
    }

    private HttpResponse<String> answer(TransferId transfer, String query) {
        return server.request("PUT", "/fhir/Task/" + transfer + query)
                .json(task(transfer, Task.TaskStatus.COMPLETED))
                .send();
    }

    private List<TransferId> search(String query) {
        return ids(server.get(COUNCIL, "/fhir/Task?" + query));
    }

    private int total(String query) {
        return MailboxServer.bundle(server.get(COUNCIL, "/fhir/Task?" + query)).getTotal();
    }

    private MailboxItem item(TransferId transfer) {
        return server.store().mailboxItem(transfer).orElseThrow();
    }

    private static String holder(Task task) {
        return task.getExtensionByUrl(TaskResource.CLAIM_EXTENSION)
                .getExtensionByUrl("worker")
                .getValue()
                .primitiveValue();
    }

    private static List<TransferId> ids(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return MailboxServer.bundle(response).getEntry().stream()
                .map(entry -> ((Task) entry.getResource()).getIdElement().getIdPart())
                .map(id -> TransferId.parse(id).orElseThrow())
                .toList();
    }
}
