package uk.portage.gateway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.store.encryption.KeyFile;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.verifier.Export;
import uk.portage.verifier.ExportWriter;
import uk.portage.verifier.Verifier;
import uk.portage.verifier.note.Checkpoint;
import uk.portage.verifier.note.EntryProof;
import uk.portage.verifier.note.SignedNote;
import uk.portage.verifier.note.VerifierKey;
import uk.portage.verifier.tree.GrowingTree;
import uk.portage.verifier.tree.Hash;

/** The ledger as files, read as an auditor reads it, from the real store. */
class LedgerServletTest {

    private static final OdsCode TRUST = new OdsCode("RX9");
    private static final OdsCode COUNCIL = new OdsCode("900");
    private static final SubmissionId SUBMISSION = SubmissionId.of(DedupeKey.of(TRUST, "adt", "1"));
    private static final TransferId TRANSFER = TransferId.of(SUBMISSION, COUNCIL);
    private static final int SIZE = 600;

    @TempDir
    private static Path directory;

    private static SqlStore store;
    private static AuditServer server;

    @BeforeAll
    static void open() throws InterruptedException {
        store = SqlStore.open(
                new StoreConfiguration.Sqlite(directory.resolve("portage.db")),
                KeyFile.at(directory.resolve("encryption.key")),
                Optional.of(directory.resolve("ledger.key")),
                Clock.systemUTC());
        boolean done = store.write(t -> {
                    t.append(draft(EntryKind.RECEIVED).draft());
                    t.append(draft(EntryKind.ROUTED)
                            .transfer(TRANSFER)
                            .recipient(COUNCIL)
                            .rightPerson(true)
                            .valid(true)
                            .draft());
                    for (int i = 2; i < SIZE; i++) {
                        t.append(EntryDraft.of(EntryKind.CONFIGURED).draft());
                    }
                    return true;
                })
                .join();
        assertThat(done).isTrue();
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (store.ledgerTree().newest().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        server = new AuditServer(store.ledger(), store.ledgerTree());
    }

    private static EntryDraft.Builder draft(EntryKind kind) {
        return EntryDraft.of(kind)
                .submission(SUBMISSION)
                .sender(TRUST)
                .workflow(Workflow.ADMISSION_NOTICE)
                .format("hl7v2")
                .startedAt(SampleLedger.NOW, true)
                .timeTarget(new TimeTarget(Duration.ofHours(1), Duration.ofDays(5)));
    }

    @AfterAll
    static void close() {
        server.close();
        store.close();
    }

    private static Checkpoint checkpoint() {
        HttpResponse<String> answer = server.get("/ledger/checkpoint");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain;charset=utf-8");
        SignedNote note = SignedNote.parse(answer.body()).orElseThrow();
        assertThat(note.isSignedBy(key())).isTrue();
        return Checkpoint.parse(note.text()).orElseThrow();
    }

    private static VerifierKey key() {
        String line = server.get("/ledger/keys").body().lines().findFirst().orElseThrow();
        return VerifierKey.parse(line.substring(line.indexOf(' ') + 1)).orElseThrow();
    }

    @Test
    void every_file_of_the_ledger_is_there_as_the_document_of_the_api_says() {
        ApiDocument document = ApiDocument.of(server);

        List<String> paths = document.paths().stream()
                .filter(path -> path.startsWith("/ledger/"))
                .toList();

        assertThat(paths).hasSize(LedgerAddress.values().length);
        for (String path : paths) {
            HttpResponse<byte[]> answer = server.file(document.example(path));
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            document.tellsOf(path, answer);
        }
    }

    @Test
    void the_root_that_was_signed_follows_from_the_tiles_and_the_tiles_from_the_entries() {
        Checkpoint head = checkpoint();
        assertThat(head.size()).isEqualTo(SIZE);
        GrowingTree tree = new GrowingTree();
        for (String name : List.of("000", "001", "002.p/88")) {
            byte[] hashes = server.file("/ledger/tile/0/" + name).body();
            byte[] entries = server.file("/ledger/tile/entries/" + name).body();
            int at = 0;
            for (int i = 0; i * Hash.LENGTH < hashes.length; i++) {
                int length = (entries[at] & 0xFF) << 8 | entries[at + 1] & 0xFF;
                Hash leaf = Hash.ofLeaf(entries, at + 2, length);
                byte[] kept = new byte[Hash.LENGTH];
                System.arraycopy(hashes, i * Hash.LENGTH, kept, 0, kept.length);
                assertThat(leaf).isEqualTo(Hash.ofBytes(kept));
                tree.add(leaf);
                at += 2 + length;
            }
            assertThat(at).isEqualTo(entries.length);
        }
        assertThat(tree.root()).isEqualTo(head.root());
        // Above two full tiles of leaves is a partial one with the root of each.
        assertThat(server.file("/ledger/tile/1/000.p/2").body()).hasSize(2 * Hash.LENGTH);
    }

    @Test
    void a_tile_never_changes_and_a_checkpoint_is_never_kept() {
        assertThat(server.file("/ledger/tile/0/000")
                        .headers()
                        .firstValue("Cache-Control")
                        .orElseThrow())
                .contains("immutable", "private");
        assertThat(server.get("/ledger/checkpoint").headers().firstValue("Cache-Control"))
                .contains("no-store");
    }

    @Test
    void what_is_not_signed_or_not_there_is_not_found() {
        for (String path : List.of(
                "/tile/0/002",
                "/tile/0/002.p/89",
                "/tile/0/003.p/1",
                "/tile/0/2.p/88",
                "/tile/00/000",
                "/tile/64/000",
                "/tile/1/000",
                "/tile/0/000.p/0",
                "/tile/0/000.p/256",
                "/tile/entries/003",
                "/tile/-1/000",
                "/tile/0/x001/000",
                "/tile/0/x999/x999/x999/x999/x999/999",
                "/witness-request/601",
                "/checkpoints/",
                "/nothing",
                "")) {
            assertThat(server.get("/ledger" + path).statusCode()).as(path).isEqualTo(404);
        }
        // Part of a full tile is there for whoever began with it.
        assertThat(server.file("/ledger/tile/0/001.p/3").body()).hasSize(3 * Hash.LENGTH);
    }

    @Test
    void only_auditors_and_operators_read_it_and_nobody_writes() {
        assertThat(server.send(HttpRequest.newBuilder(server.address("/ledger/checkpoint")))
                        .statusCode())
                .isEqualTo(401);
        for (String role : List.of("SOURCE", "DESTINATION")) {
            assertThat(server.send(HttpRequest.newBuilder(server.address("/ledger/checkpoint"))
                                    .header("X-Role", role))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(server.send(HttpRequest.newBuilder(server.address("/ledger/checkpoint"))
                                .header("X-Role", "OPERATOR")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void a_receipt_proves_each_step_of_a_transfer() throws Exception {
        HttpResponse<String> answer = server.get("/audit/api/transfers/" + TRANSFER + "/receipt");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode json = new ObjectMapper().readTree(answer.body());
        assertThat(json.at("/entries")).hasSize(2);
        assertThat(json.at("/notYetSigned").asInt()).isZero();
        for (JsonNode entry : json.at("/entries")) {
            EntryProof proof = EntryProof.parse(entry.at("/proof").asText()).orElseThrow();
            assertThat(proof.holds(key())).isTrue();
            assertThat(proof.entry()).isEqualTo(entry.at("/entry").asText());
            assertThat(proof.note().note()).isEqualTo(json.at("/checkpoint").asText());
        }
        assertThat(json.at("/entries/1/entry").asText()).contains("ROUTED");
        assertThat(server.get("/audit/api/transfers/" + TransferId.of(SUBMISSION, TRUST) + "/receipt")
                        .statusCode())
                .isEqualTo(404);
    }

    /** The attacks themselves are the verifier's own tests; here they are on what this gateway published. */
    @Test
    void what_is_exported_is_whole_and_whatever_is_done_to_it_is_found_out() throws Exception {
        Path folder = directory.resolve("export");
        Checkpoint head = new ExportWriter(address -> server.file(address).body(), folder).write();
        assertThat(head).isEqualTo(checkpoint());
        Export export = new Export(folder);
        List<String> entries = Files.readAllLines(export.entries());
        assertThat(verify(folder)).isEqualTo("0 " + SIZE + " entries are what was signed");

        assertThat(attacked(
                        export,
                        entries,
                        lines -> lines.set(1, lines.get(1).replace("\"valid\":true", "\"valid\":false"))))
                .startsWith("1 Entry 2 is not what it was.");
        assertThat(attacked(export, entries, lines -> lines.remove(299))).startsWith("1 In place 300 stands entry 301");
        assertThat(attacked(export, entries, lines -> Collections.swap(lines, 0, 599)))
                .startsWith("1 In place 1 stands entry 600");
        assertThat(attacked(export, entries, lines -> lines.remove(599)))
                .startsWith("1 A checkpoint was signed over more entries than the 599");
        assertThat(attacked(export, entries, lines -> lines.add(lines.get(599))))
                .startsWith("1 The entries from 601 to 601 are in no checkpoint");
    }

    private static String attacked(Export export, List<String> entries, Consumer<List<String>> attack)
            throws IOException {
        List<String> lines = new ArrayList<>(entries);
        attack.accept(lines);
        Files.write(export.entries(), lines);
        return verify(export.folder());
    }

    private static String verify(Path folder) {
        StringWriter words = new StringWriter();
        PrintWriter out = new PrintWriter(words);
        int status = Verifier.run(out, out, "verify", folder.toString(), "--key", key().text());
        return status + " " + words.toString().lines().findFirst().orElse("");
    }

    @Test
    void every_answer_names_the_newest_checkpoint() {
        Checkpoint head = checkpoint();
        for (String path : List.of("/audit/", "/audit/api/portability", "/audit/api/transfers/" + TRANSFER)) {
            assertThat(server.get(path).headers().firstValue("Portage-Checkpoint"))
                    .as(path)
                    .contains(SIZE + " " + head.root());
        }
    }

    @Test
    void checkpoints_are_listed_and_a_witness_is_asked_with_the_newest() {
        assertThat(server.get("/ledger/checkpoints/0").body())
                .isEqualTo(server.get("/ledger/checkpoint").body());
        assertThat(server.get("/ledger/checkpoints/" + SIZE).body()).isEmpty();
        assertThat(server.get("/ledger/witness-request/0").body())
                .isEqualTo("old 0\n\n" + server.get("/ledger/checkpoint").body());
        assertThat(server.get("/ledger/witness-request/256").body()).startsWith("old 256\n");
        assertThat(new String(server.file("/ledger/checkpoint").body(), StandardCharsets.UTF_8))
                .contains("\n" + SIZE + "\n");
    }
}
