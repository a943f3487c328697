package uk.portage.gateway.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.FHIR;
import static uk.portage.gateway.mailbox.MailboxServer.OTHER_COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.TRUST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** A destination's own history in files (FHIR Bulk Data Access 2.0). */
class ExportTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** That gzip cannot make small. */
    private static final String NOISE =
            new Random(1).ints(200_000, 'A', 'Z').mapToObj(Character::toString).collect(Collectors.joining());

    private static final ExportLimits SMALL = new ExportLimits(Duration.ofHours(1), 2, 4, 2_000);

    private Path folder = Path.of("");
    private MailboxServer server;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        folder = directory;
        server = new MailboxServer(folder, SMALL);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void two_destinations_side_by_side_get_their_own_history_whole_and_nothing_else() {
        List<TransferId> own = new ArrayList<>();
        List<TransferId> others = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            own.add(server.offer(COUNCIL));
            others.add(server.offer(OTHER_COUNCIL));
        }
        String job = kickOff(COUNCIL, "");
        String otherJob = kickOff(OTHER_COUNCIL, "");
        JsonNode manifest = manifest(COUNCIL, job);
        JsonNode otherManifest = manifest(OTHER_COUNCIL, otherJob);

        assertThat(taskIds(COUNCIL, manifest)).containsExactlyElementsOf(own);
        assertThat(taskIds(OTHER_COUNCIL, otherManifest)).containsExactlyElementsOf(others);
        assertThat(bundles(COUNCIL, manifest))
                .hasSize(11)
                .doesNotContainAnyElementsOf(bundles(OTHER_COUNCIL, otherManifest));
        assertThat(manifest.get("output"))
                .allSatisfy(file -> assertThat(file.get("count").asInt()).isBetween(1, SMALL.transfers()));
        assertThat(manifest.get("requiresAccessToken").asBoolean()).isTrue();
        assertThat(manifest.get("error")).isEmpty();
        assertThat(manifest.get("request").asText()).isEqualTo(server.url("/fhir/$export"));

        // Another's job answers as one that never was.
        for (String path : List.of(job, job + "/1.ndjson")) {
            HttpResponse<String> answer = server.get(OTHER_COUNCIL, path);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body())
                    .isEqualTo(server.get(OTHER_COUNCIL, path.replaceAll("[0-9a-f]{8}-", "00000000-"))
                            .body());
        }
        assertThat(delete(OTHER_COUNCIL, job).statusCode()).isEqualTo(404);
        assertThat(server.get(COUNCIL, job).statusCode()).isEqualTo(200);
    }

    @Test
    void a_bundle_is_recorded_as_collected_before_its_file_is_sent_and_not_by_the_export_alone() {
        TransferId transfer = server.offer(COUNCIL);
        JsonNode manifest = manifest(COUNCIL, kickOff(COUNCIL, ""));
        lines(COUNCIL, url(manifest, "Task", 0));
        assertThat(server.entries(EntryKind.COLLECTED, transfer)).isEmpty();
        lines(COUNCIL, url(manifest, "Bundle", 0));
        lines(COUNCIL, url(manifest, "Bundle", 0));
        assertThat(server.entries(EntryKind.COLLECTED, transfer)).hasSize(1);
        assertThat(server.store().mailboxItem(transfer).orElseThrow().status()).isEqualTo(TaskStatus.RECEIVED);
    }

    @Test
    void a_line_is_the_stored_bundle_without_its_line_ends_and_with_all_its_values() {
        TransferId transfer = server.offer(
                COUNCIL,
                "{\r\n  \"resourceType\" : \"Bundle\",\n\t\"type\": \"collection\","
                        + "\"identifier\":{\"value\":\"one\\ntwo\\r\\n\u2028three  four\u0085\"}\r}\n");
        JsonNode manifest = manifest(COUNCIL, kickOff(COUNCIL, "?_type=Bundle"));
        byte[] file = bytes(COUNCIL, url(manifest, "Bundle", 0));
        byte[] stored = server.store()
                .bundle(server.store().mailboxItem(transfer).orElseThrow().submission())
                .orElseThrow();
        assertThat(file).hasSize(stored.length + 1).endsWith('\n');
        assertThat(new String(file, UTF_8).trim()).doesNotContain("\n", "\r");
        assertThat(bundle(new String(file, UTF_8)).getIdentifier().getValue())
                .isEqualTo("one\ntwo\r\n\u2028three  four\u0085")
                .isEqualTo(bundle(new String(stored, UTF_8)).getIdentifier().getValue());
    }

    @Test
    void what_was_withdrawn_has_a_task_only_also_if_it_was_withdrawn_after_the_export_was_ready() {
        TransferId kept = server.offer(COUNCIL);
        TransferId before = server.offer(COUNCIL);
        TransferId after = server.offer(COUNCIL);
        withdraw(before);
        JsonNode manifest = manifest(COUNCIL, kickOff(COUNCIL, ""));
        withdraw(after);
        assertThat(taskIds(COUNCIL, manifest)).containsExactly(kept, before, after);
        assertThat(bundles(COUNCIL, manifest)).hasSize(1);
        // From its first reading on, nothing can vanish from a file.
        assertThat(server.request(
                                "POST",
                                "/fhir/$withdraw?submission="
                                        + server.store()
                                                .mailboxItem(kept)
                                                .orElseThrow()
                                                .submission())
                        .as(TRUST, Caller.Role.SOURCE)
                        .send()
                        .statusCode())
                .isEqualTo(409);
        assertThat(bundles(COUNCIL, manifest)).hasSize(1);
    }

    @Test
    void after_a_restart_the_files_of_an_export_have_the_same_bytes() throws Exception {
        for (int i = 0; i < 9; i++) {
            server.offer(COUNCIL);
        }
        String ready = kickOff(COUNCIL, "");
        JsonNode manifest = manifest(COUNCIL, ready);
        List<byte[]> files = files(COUNCIL, manifest);
        server.close();
        // Tasks change; their file does not.
        server = new MailboxServer(folder, SMALL);
        TransferId answered = taskIds(COUNCIL, manifest).get(0);
        server.answer(COUNCIL, answered, MailboxServer.task(answered, Task.TaskStatus.COMPLETED));

        JsonNode again = manifest(COUNCIL, ready);
        assertThat(again.get("transactionTime")).isEqualTo(manifest.get("transactionTime"));
        List<byte[]> filesAgain = files(COUNCIL, again);
        assertThat(filesAgain).hasSameSizeAs(files);
        for (int i = 0; i < files.size(); i++) {
            assertThat(filesAgain.get(i)).isEqualTo(files.get(i));
        }
    }

    @Test
    void a_job_that_a_restart_interrupted_is_prepared_to_its_end() throws Exception {
        server.close();
        // Slices of one transfer: each is a commit.
        ExportLimits slow = new ExportLimits(Duration.ofHours(1), 2, 1, 2_000);
        server = new MailboxServer(folder, slow);
        List<TransferId> transfers = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            transfers.add(server.offer(COUNCIL));
        }
        String job = kickOff(COUNCIL, "");
        server.close();
        try (Store between = TestStore.open(folder)) {
            assertThat(between.exports().unfinished(Instant.now())).hasSize(1);
        }
        server = new MailboxServer(folder, slow);
        server.offer(COUNCIL);
        JsonNode manifest = manifest(COUNCIL, job);
        assertThat(taskIds(COUNCIL, manifest)).containsExactlyElementsOf(transfers);
        assertThat(bundles(COUNCIL, manifest)).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void a_download_that_broke_off_is_resumed_where_it_ended() {
        for (int i = 0; i < 4; i++) {
            server.offer(COUNCIL);
        }
        JsonNode manifest = manifest(COUNCIL, kickOff(COUNCIL, ""));
        for (String type : List.of("Task", "Bundle")) {
            String url = url(manifest, type, 0);
            HttpResponse<byte[]> whole = server.request("GET", url).send(BodyHandlers.ofByteArray());
            byte[] all = whole.body();
            String tag = whole.headers().firstValue("ETag").orElseThrow();
            assertThat(whole.headers().firstValue("Accept-Ranges")).contains("bytes");
            for (int at : new int[] {1, all.length / 3, all.length / 2, all.length - 1}) {
                HttpResponse<byte[]> rest = server.request("GET", url)
                        .header("Range", "bytes=" + at + "-")
                        .header("If-Range", tag)
                        .header("Accept-Encoding", "gzip")
                        .send(BodyHandlers.ofByteArray());
                assertThat(rest.statusCode()).isEqualTo(206);
                assertThat(rest.headers().firstValue("Content-Range"))
                        .contains("bytes " + at + "-" + (all.length - 1) + "/" + all.length);
                assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(all, at, all.length));
            }
            assertThat(piece(url, "bytes=0-9").body()).isEqualTo(Arrays.copyOf(all, 10));
            assertThat(piece(url, "bytes=-7").body()).isEqualTo(Arrays.copyOfRange(all, all.length - 7, all.length));
            HttpResponse<byte[]> beyond = piece(url, "bytes=" + all.length + "-");
            assertThat(beyond.statusCode()).isEqualTo(416);
            assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */" + all.length);
            // Of a file that is another by now, or of its gzip, no piece would fit.
            HttpResponse<byte[]> changed = server.request("GET", url)
                    .header("Range", "bytes=5-")
                    .header("If-Range", "\"another\"")
                    .send(BodyHandlers.ofByteArray());
            assertThat(changed.statusCode()).isEqualTo(200);
            assertThat(changed.body()).isEqualTo(all);
        }
    }

    @Test
    void gzip_is_sent_to_whoever_takes_it_under_a_tag_of_its_own() throws Exception {
        server.offer(COUNCIL, large("a"));
        server.offer(COUNCIL);
        JsonNode manifest = manifest(COUNCIL, kickOff(COUNCIL, ""));
        for (String type : List.of("Task", "Bundle")) {
            String url = url(manifest, type, 0);
            HttpResponse<byte[]> plain = server.request("GET", url).send(BodyHandlers.ofByteArray());
            HttpResponse<byte[]> gzip =
                    server.request("GET", url).header("Accept-Encoding", "gzip").send(BodyHandlers.ofByteArray());
            assertThat(gzip.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(gzip.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/fhir+ndjson");
            assertThat(gzip.headers().firstValue("ETag"))
                    .isNotEqualTo(plain.headers().firstValue("ETag"));
            try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
                assertThat(unpacked.readAllBytes()).isEqualTo(plain.body());
            }
        }
    }

    @Test
    void a_bundle_that_has_changed_on_the_disk_breaks_the_download_and_does_not_look_like_its_end() throws Exception {
        server.close();
        server = new MailboxServer(folder, new ExportLimits(Duration.ofHours(1), 2, 4, 1_000_000));
        List<TransferId> transfers = List.of(
                server.offer(COUNCIL, large("a")),
                server.offer(COUNCIL, large("b")),
                server.offer(COUNCIL, large("c")));
        String url = url(manifest(COUNCIL, kickOff(COUNCIL, "?_type=Bundle")), "Bundle", 0);
        damage(transfers.get(2), large("c"), large("d"));
        for (String coding : List.of("identity", "gzip")) {
            assertThatThrownBy(() -> server.request("GET", url)
                            .header("Accept-Encoding", coding)
                            .send(BodyHandlers.ofByteArray()))
                    .isInstanceOf(UncheckedIOException.class);
        }
        // If it is the first, nothing has been sent yet.
        damage(transfers.get(0), large("a"), large("d"));
        for (String coding : List.of("identity", "gzip")) {
            HttpResponse<String> answer =
                    server.request("GET", url).header("Accept-Encoding", coding).send();
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
            Outcomes.assertOutcome(answer, "exception", FailureCode.INTERNAL);
        }
    }

    /** Other bytes, of the same length, under the hash of those that were there. */
    private void damage(TransferId transfer, String before, String after) {
        server.store()
                .write(transaction -> {
                    transaction.keepBundle(
                            transaction.mailboxItem(transfer).orElseThrow().submission(),
                            after.getBytes(UTF_8),
                            Sha256.of(before.getBytes(UTF_8)));
                    return true;
                })
                .join();
    }

    @Test
    void only_what_has_changed_since_is_exported() throws Exception {
        TransferId old = server.offer(COUNCIL);
        Thread.sleep(5);
        String job = kickOff(COUNCIL, "");
        String first = manifest(COUNCIL, job).get("transactionTime").asText();
        Thread.sleep(5);
        TransferId young = server.offer(COUNCIL);
        JsonNode manifest = manifest(COUNCIL, kickOff(COUNCIL, "?_since=" + first));
        assertThat(taskIds(COUNCIL, manifest)).containsExactly(young);
        assertThat(bundles(COUNCIL, manifest)).hasSize(1);
        assertThat(manifest.get("request").asText()).endsWith("/$export?_since=" + first);

        server.answer(COUNCIL, old, MailboxServer.task(old, Task.TaskStatus.ACCEPTED));
        delete(COUNCIL, job);
        Parameters body = new Parameters();
        body.addParameter("_since", new InstantType(first));
        body.addParameter("_type", new StringType("Task"));
        body.addParameter("_outputFormat", new StringType("application/fhir+ndjson"));
        HttpResponse<String> byPost = server.request("POST", "/fhir/$export")
                .header("Prefer", "respond-async")
                .json(body)
                .send();
        assertThat(byPost.statusCode()).isEqualTo(202);
        JsonNode posted = manifest(COUNCIL, location(byPost));
        assertThat(taskIds(COUNCIL, posted)).containsExactly(old, young);
        assertThat(urls(posted, "Bundle")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_type=Patient",
                "_type=Task,Patient",
                "_type=Task&_type=Patient",
                "_type=",
                "_outputFormat=text/csv",
                "_since=yesterday",
                "_since=2026-01-01",
                "_since=2026-01-01T00:00:00Z&_since=2026-01-02T00:00:00Z",
                "_typeFilter=Task%3Fstatus%3Drequested",
                "includeAssociatedData=x"
            })
    void what_is_not_understood_is_refused(String query) {
        HttpResponse<String> answer = server.request("GET", "/fhir/$export?" + query)
                .header("Prefer", "respond-async")
                .send();
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("OperationOutcome").contains(FailureCode.INVALID_VALUE.name());
        assertThat(server.store().exports().unfinished(Instant.now())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_outputFormat=application/fhir%2Bndjson",
                "_outputFormat=application/fhir+ndjson",
                "_outputFormat=application/ndjson",
                "_outputFormat=ndjson",
                "_type=Task&_type=Bundle"
            })
    void the_forms_of_the_specification_are_understood(String query) {
        server.offer(COUNCIL);
        JsonNode manifest = manifest(COUNCIL, kickOff(COUNCIL, "?" + query));
        assertThat(manifest.get("output")).hasSize(2);
    }

    @Test
    void the_lenient_are_given_what_there_is() {
        server.offer(COUNCIL);
        HttpResponse<String> answer = server.request("GET", "/fhir/$export?_type=Patient,Task&_elements=id")
                .header("Prefer", "respond-async, handling=lenient")
                .send();
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(manifest(COUNCIL, location(answer)).get("output")).hasSize(1);
    }

    @Test
    void without_its_preference_or_by_a_source_nothing_begins() {
        HttpResponse<String> hasty = server.get(COUNCIL, "/fhir/$export");
        assertThat(hasty.statusCode()).isEqualTo(400);
        Outcomes.assertOutcome(hasty, "required", FailureCode.INVALID_VALUE);
        HttpResponse<String> source = server.request("GET", "/fhir/$export")
                .as(TRUST, Caller.Role.SOURCE)
                .header("Prefer", "respond-async")
                .send();
        assertThat(source.statusCode()).isEqualTo(403);
        assertThat(server.request("GET", "/fhir/$export").anonymous().send().statusCode())
                .isEqualTo(401);
    }

    @Test
    void there_are_so_many_at_a_time_until_one_is_deleted_or_expires() throws Exception {
        String first = kickOff(COUNCIL, "");
        kickOff(COUNCIL, "");
        HttpResponse<String> third = server.request("GET", "/fhir/$export")
                .header("Prefer", "respond-async")
                .send();
        assertThat(third.statusCode()).isEqualTo(429);
        Outcomes.assertOutcome(third, "transient", FailureCode.OVERLOADED);
        assertThat(Integer.parseInt(third.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(3_500, 3_600);
        kickOff(OTHER_COUNCIL, "");
        assertThat(delete(COUNCIL, first).statusCode()).isEqualTo(202);
        assertThat(server.get(COUNCIL, first).statusCode()).isEqualTo(404);
        assertThat(delete(COUNCIL, first).statusCode()).isEqualTo(404);
        kickOff(COUNCIL, "");

        server.close();
        server = new MailboxServer(folder, new ExportLimits(Duration.ofMillis(300), 9, 4, 2_000));
        String brief = kickOff(COUNCIL, "");
        assertThat(server.get(COUNCIL, brief).statusCode()).isIn(200, 202);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> server.get(COUNCIL, brief).statusCode() == 404);
    }

    @Test
    void who_asks_too_soon_is_told_how_far_it_is() {
        server.offer(COUNCIL);
        String job = kickOff(COUNCIL, "");
        manifest(COUNCIL, job);
        server.store()
                .write(transaction -> {
                    transaction
                            .exports()
                            .add(
                                    "0".repeat(8) + "-0000-4000-8000-" + "0".repeat(12),
                                    COUNCIL,
                                    "",
                                    Set.of(),
                                    Optional.empty(),
                                    Duration.ofHours(1),
                                    7);
                    return true;
                })
                .join();
        HttpResponse<String> status = server.get(COUNCIL, "/fhir/export/00000000-0000-4000-8000-000000000000");
        if (status.statusCode() == 202) {
            assertThat(status.headers().firstValue("X-Progress").orElseThrow()).endsWith(" of 7 transfers");
            assertThat(status.headers().firstValue("Retry-After")).contains("1");
        }
        assertThat(server.get(COUNCIL, job).headers().firstValue("Expires")).isPresent();
    }

    /** Prints how long it takes, how large it is, and how much of the memory is in use at most. */
    @Test
    @Tag("slow")
    void a_history_of_a_hundred_thousand_is_never_in_memory_as_a_whole() throws Exception {
        server.close();
        server = new MailboxServer(folder, ExportLimits.USUAL);
        byte[] bundle = large("a").substring(0, 10_000).concat("\"}}").getBytes(UTF_8);
        server.offerMany(COUNCIL, 100_000, bundle);
        long before = inUse();
        long begun = System.nanoTime();
        String job = kickOff(COUNCIL, "");
        JsonNode manifest = manifest(COUNCIL, job);
        double seconds = (System.nanoTime() - begun) / 1e9;
        long most = 0;
        long lines = 0;
        long bytes = 0;
        begun = System.nanoTime();
        for (String url : urls(manifest, "Bundle")) {
            try (InputStream file = server.request("GET", url)
                    .send(BodyHandlers.ofInputStream())
                    .body()) {
                byte[] piece = new byte[1 << 16];
                for (int read = file.read(piece); read >= 0; read = file.read(piece)) {
                    bytes += read;
                    for (int i = 0; i < read; i++) {
                        lines += piece[i] == '\n' ? 1 : 0;
                    }
                }
            }
            most = lines % 10_000 == 0 ? Math.max(most, inUse() - before) : most;
        }
        double reading = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                "export of %d transfers: prepared in %.1f s, %d files; %d MB of bundles read in %.1f s; %d MB more in use%n",
                lines, seconds, manifest.get("output").size(), bytes >> 20, reading, most >> 20);
        assertThat(lines).isEqualTo(100_000);
        assertThat(most).isLessThan(200L << 20);
    }

    private static long inUse() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    // --- what a client does ---

    private String kickOff(OdsCode caller, String query) {
        HttpResponse<String> answer = server.request("GET", "/fhir/$export" + query)
                .as(caller)
                .header("Accept", "application/fhir+json")
                .header("Prefer", "respond-async")
                .send();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return location(answer);
    }

    private String location(HttpResponse<String> answer) {
        return path(answer.headers().firstValue("Content-Location").orElseThrow());
    }

    /** Without the host, since a restart may change the port. */
    private static String path(String url) {
        return URI.create(url).getPath();
    }

    private JsonNode manifest(OdsCode caller, String job) {
        HttpResponse<String> ready = await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> server.request("GET", job)
                                .as(caller)
                                .header("Accept", "application/json")
                                .send(),
                        answer -> answer.statusCode() != 202);
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        try {
            return JSON.readTree(ready.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> urls(JsonNode manifest, String type) {
        List<String> urls = new ArrayList<>();
        manifest.get("output").forEach(file -> {
            if (file.get("type").asText().equals(type)) {
                urls.add(path(file.get("url").asText()));
            }
        });
        return urls;
    }

    private static String url(JsonNode manifest, String type, int index) {
        return urls(manifest, type).get(index);
    }

    private byte[] bytes(OdsCode caller, String url) {
        HttpResponse<byte[]> file = server.request("GET", url)
                .as(caller)
                .header("Accept", "application/fhir+ndjson")
                .send(BodyHandlers.ofByteArray());
        assertThat(file.statusCode()).isEqualTo(200);
        return file.body();
    }

    private List<String> lines(OdsCode caller, String url) {
        return new String(bytes(caller, url), UTF_8).lines().toList();
    }

    private List<byte[]> files(OdsCode caller, JsonNode manifest) {
        return Stream.of("Task", "Bundle")
                .flatMap(type -> urls(manifest, type).stream())
                .map(url -> bytes(caller, url))
                .toList();
    }

    private List<TransferId> taskIds(OdsCode caller, JsonNode manifest) {
        return urls(manifest, "Task").stream()
                .flatMap(url -> lines(caller, url).stream())
                .map(line -> FHIR.newJsonParser().parseResource(Task.class, line))
                .map(task -> TransferId.parse(task.getIdElement().getIdPart()).orElseThrow())
                .toList();
    }

    private List<String> bundles(OdsCode caller, JsonNode manifest) {
        return urls(manifest, "Bundle").stream()
                .flatMap(url -> lines(caller, url).stream())
                .map(line -> bundle(line).getIdElement().getIdPart())
                .toList();
    }

    private static Bundle bundle(String json) {
        return FHIR.newJsonParser().parseResource(Bundle.class, json);
    }

    private HttpResponse<byte[]> piece(String url, String range) {
        return server.request("GET", url).header("Range", range).send(BodyHandlers.ofByteArray());
    }

    private HttpResponse<String> delete(OdsCode caller, String job) {
        return server.request("DELETE", job).as(caller).send();
    }

    private void withdraw(TransferId transfer) {
        HttpResponse<String> answer = server.request(
                        "POST",
                        "/fhir/$withdraw?submission="
                                + server.store()
                                        .mailboxItem(transfer)
                                        .orElseThrow()
                                        .submission())
                .as(TRUST, Caller.Role.SOURCE)
                .send();
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    /** Longer than what a container keeps back before it sends. */
    private static String large(String name) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"identifier\":{\"value\":\"" + name + NOISE
                + "\"}}";
    }
}
