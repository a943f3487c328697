package uk.portage.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.verifier.note.Checkpoint;
import uk.portage.verifier.note.EntryProof;
import uk.portage.verifier.note.NoteSignature;
import uk.portage.verifier.note.SignedNote;
import uk.portage.verifier.note.SigningKey;
import uk.portage.verifier.note.VerifierKey;
import uk.portage.verifier.tree.GrowingTree;
import uk.portage.verifier.tree.Hash;
import uk.portage.verifier.tree.Proofs;
import uk.portage.verifier.tree.Subtrees;

/** Each way to change a ledger, as somebody would who has its files, or its files and its key. */
class VerifierTest {

    private static final String ORIGIN = "portage.example/ledger";

    @TempDir
    Path folder;

    private final SigningKey key = drawn(VerifierKey.Kind.NOTE);
    private final SigningKey witness =
            SigningKey.draw(half -> "witness.example/w", VerifierKey.Kind.COSIGNATURE, new SecureRandom());

    private static SigningKey drawn(VerifierKey.Kind kind) {
        return SigningKey.draw(half -> ORIGIN, kind, new SecureRandom());
    }

    /** A ledger in memory: what it would export, and checkpoints at these sizes. */
    private final class Ledger {
        final List<String> entries = new ArrayList<>();
        final List<SignedNote> checkpoints = new ArrayList<>();
        final List<String> keys = new ArrayList<>();

        Ledger grow(int to) {
            for (int i = entries.size() + 1; i <= to; i++) {
                entries.add("{\"kind\":\"RECEIVED\",\"sequence\":" + i + ",\"size\":" + i * 7 + "}");
            }
            return this;
        }

        Ledger sign(SigningKey... signers) {
            checkpoints.add(head().signedBy(List.of(signers)));
            if (keys.isEmpty()) {
                keys.add(entries.size() + " " + signers[0].verifier());
            }
            return this;
        }

        Checkpoint head() {
            return new Checkpoint(ORIGIN, entries.size(), tree().root());
        }

        GrowingTree tree() {
            GrowingTree tree = new GrowingTree();
            leaves().forEach(tree::add);
            return tree;
        }

        List<Hash> leaves() {
            return entries.stream()
                    .map(entry -> Hash.ofLeaf(entry.getBytes(StandardCharsets.UTF_8)))
                    .toList();
        }

        Subtrees subtrees() {
            List<Hash> leaves = leaves();
            return (level, index) -> {
                GrowingTree tree = new GrowingTree();
                leaves.subList((int) (index << level), (int) ((index + 1) << level))
                        .forEach(tree::add);
                return tree.root();
            };
        }

        Export export(String name) throws IOException {
            Export export = new Export(Files.createDirectories(folder.resolve(name)));
            Files.write(export.entries(), entries);
            byte[] leaves = new byte[entries.size() * Hash.LENGTH];
            List<Hash> hashes = leaves();
            for (int i = 0; i < hashes.size(); i++) {
                hashes.get(i).copyTo(leaves, i * Hash.LENGTH);
            }
            Files.write(export.leaves(), leaves);
            StringBuilder notes = new StringBuilder();
            checkpoints.forEach(note -> notes.append(note.note()));
            Files.writeString(export.checkpoints(), notes);
            Files.write(export.keys(), keys);
            return export;
        }
    }

    private Ledger ledger() {
        return new Ledger().grow(10).sign(key).grow(40).sign(key).grow(100).sign(key);
    }

    private record Said(int status, String words) {}

    private static Said run(String... arguments) {
        StringWriter words = new StringWriter();
        PrintWriter both = new PrintWriter(words);
        return new Said(Verifier.run(both, both, arguments), words.toString());
    }

    private Said verify(Export export, String... more) {
        List<String> line = new ArrayList<>(List.of(
                "verify", export.folder().toString(), "--key", key.verifier().text()));
        line.addAll(List.of(more));
        return run(line.toArray(String[]::new));
    }

    private Export exportWith(UnaryOperator<List<String>> attack) throws IOException {
        Export export = ledger().export("attacked");
        Files.write(export.entries(), attack.apply(new ArrayList<>(Files.readAllLines(export.entries()))));
        return export;
    }

    private static void assertChanged(Said said, String... words) {
        assertThat(said.status()).as(said.words()).isEqualTo(Verifier.CHANGED);
        assertThat(List.of(words)).allSatisfy(word -> assertThat(said.words()).containsIgnoringCase(word));
    }

    private static void assertWhole(Said said, String... words) {
        assertThat(said.status()).as(said.words()).isEqualTo(Verifier.WHOLE);
        assertThat(List.of(words)).allSatisfy(word -> assertThat(said.words()).containsIgnoringCase(word));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void what_was_signed_is_whole() throws IOException {
        assertWhole(verify(ledger().export("whole")), "100 entries are what was signed", "3 checkpoints");
    }

    @Test
    void an_entry_that_was_edited_is_named() throws IOException {
        Export export = exportWith(lines -> {
            lines.set(16, lines.get(16).replace("RECEIVED", "REFUSED"));
            return lines;
        });
        assertChanged(verify(export), "Entry 17 is not what it was", "from 11 to 40");
        // Without the leaves it can only be said between which checkpoints it is.
        Files.delete(export.leaves());
        assertChanged(verify(export), "cannot be told", "from 11 to 40");
    }

    @Test
    void leaves_that_were_changed_with_the_entry_name_nothing_and_hide_nothing() throws IOException {
        Export export = ledger().export("attacked");
        List<String> lines = new ArrayList<>(Files.readAllLines(export.entries()));
        lines.set(16, lines.get(16).replace("RECEIVED", "REFUSED"));
        Files.write(export.entries(), lines);
        byte[] leaves = Files.readAllBytes(export.leaves());
        Hash.ofLeaf(lines.get(16).getBytes(StandardCharsets.UTF_8)).copyTo(leaves, 16 * Hash.LENGTH);
        Files.write(export.leaves(), leaves);
        assertChanged(verify(export), "cannot be told", "from 11 to 40");
    }

    @Test
    void an_entry_that_was_deleted_is_missed() throws IOException {
        assertChanged(
                verify(exportWith(lines -> {
                    lines.remove(16);
                    return lines;
                })),
                "In place 17 stands entry 18",
                "from 11 to 40");
    }

    @Test
    void two_entries_that_were_swapped_are_found() throws IOException {
        assertChanged(
                verify(exportWith(lines -> {
                    Collections.swap(lines, 16, 59);
                    return lines;
                })),
                "In place 17 stands entry 60");
    }

    @Test
    void a_ledger_that_was_cut_off_is_found() throws IOException {
        assertChanged(verify(exportWith(lines -> lines.subList(0, 70))), "more entries than the 70 that are here");
        // Cut off with its checkpoints, it looks like one of that time: who holds a later one knows better.
        Ledger cut = ledger();
        cut.entries.subList(40, 100).clear();
        cut.checkpoints.remove(2);
        Export export = cut.export("cut");
        assertWhole(verify(export));
        String held = file("held", ledger().checkpoints.get(2).note());
        assertChanged(verify(export, "--since", held), "over 100 entries, and 40 are here");
    }

    @Test
    void what_was_added_and_never_signed_is_found() throws IOException {
        assertChanged(verify(ledger().grow(103).export("added")), "from 101 to 103 are in no checkpoint");
    }

    @Test
    void of_two_histories_with_the_same_beginning_each_denies_the_other() throws IOException {
        Ledger one = ledger();
        Ledger other = new Ledger().grow(10).sign(key);
        other.entries.add("{\"kind\":\"REFUSED\",\"sequence\":11}");
        other.grow(40).sign(key).grow(120).sign(key);
        assertWhole(verify(one.export("one")));
        assertWhole(verify(other.export("other")));
        String common = file("common", one.checkpoints.get(0).note());
        assertWhole(verify(other.export("other"), "--since", common), "follows from the checkpoint over 10");
        String held = file("held", one.checkpoints.get(1).note());
        assertChanged(verify(other.export("other"), "--since", held), "rewritten");
    }

    @Test
    void a_ledger_that_was_rewritten_and_signed_by_its_own_key_is_denied_by_any_checkpoint_from_before()
            throws IOException {
        String held = file("held", ledger().checkpoints.get(2).note());
        Ledger rewritten = new Ledger().grow(16);
        rewritten.entries.add("{\"kind\":\"REFUSED\",\"sequence\":17}");
        rewritten.grow(40).sign(key).grow(300).sign(key);
        Export export = rewritten.export("rewritten");
        assertWhole(verify(export));
        assertChanged(verify(export, "--since", held), "does not follow", "over 100 entries", "rewritten");
    }

    @Test
    void an_old_checkpoint_that_is_shown_again_is_found() throws IOException {
        Ledger ledger = ledger();
        ledger.checkpoints.set(2, ledger.checkpoints.get(1));
        assertChanged(verify(ledger.export("replayed")), "an old one was put there again");
        ledger.checkpoints.remove(2);
        assertChanged(verify(ledger.export("replayed")), "from 41 to 100 are in no checkpoint");
    }

    @Test
    void what_another_key_has_signed_is_found() throws IOException {
        SigningKey another = drawn(VerifierKey.Kind.NOTE);
        assertChanged(
                verify(new Ledger().grow(10).sign(another).export("another")), "no checkpoint is signed by the key");
        assertChanged(
                verify(new Ledger().grow(10).sign(key).grow(20).sign(another).export("another")),
                "over 20 entries is not signed by the key");
        SigningKey elsewhere =
                SigningKey.draw(half -> "elsewhere.example/log", VerifierKey.Kind.NOTE, new SecureRandom());
        Said said = run(
                "verify",
                ledger().export("whole").folder().toString(),
                "--key",
                elsewhere.verifier().text());
        assertChanged(said, "of another ledger");
    }

    @Test
    void a_key_is_followed_by_another_if_an_entry_names_it_and_both_have_signed() throws Exception {
        SigningKey next = drawn(VerifierKey.Kind.NOTE);
        Ledger ledger = new Ledger().grow(10).sign(key);
        ledger.entries.add("{\"commitment\":\"" + hash(next) + "\",\"kind\":\"LEDGER_KEY_CHANGED\",\"sequence\":11}");
        ledger.sign(key, next).grow(20).sign(next);
        ledger.keys.add("11 " + next.verifier());
        Export export = ledger.export("changed");
        assertWhole(verify(export), "signed by " + next.verifier());
        assertWhole(
                run(
                        "verify",
                        export.folder().toString(),
                        "--key",
                        next.verifier().text()),
                "1 checkpoints before were signed by other keys");
        // The former key signs nothing any more.
        assertChanged(verify(ledger.grow(30).sign(key).export("former")), "over 30 entries is not signed by the key");

        // Both have signed, but no entry says so: whoever adds a line to a note is not a successor.
        SigningKey thief = drawn(VerifierKey.Kind.NOTE);
        Ledger stolen = new Ledger().grow(10).sign(key, thief).grow(20).sign(thief);
        stolen.keys.add("10 " + thief.verifier());
        assertChanged(verify(stolen.export("stolen")), "over 20 entries is not signed by the key");
    }

    private static String hash(SigningKey key) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(key.verifier().text().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_witness_signs_what_follows_from_what_it_signed_and_nothing_else() throws IOException {
        Ledger ledger = ledger();
        String witnessKey = file("witness.key", witness.secretText());
        String state = folder.resolve("state").toString();
        String log = key.verifier().text();

        Said first = run("witness", request(ledger, 0, 1), "--log", log, "--key", witnessKey, "--state", state);
        assertWhole(first);
        Said second = run("witness", request(ledger, 40, 2), "--log", log, "--key", witnessKey, "--state", state);
        assertWhole(second);
        Said repeated = run("witness", request(ledger, 0, 1), "--log", log, "--key", witnessKey, "--state", state);
        assertChanged(repeated, "over 100 entries, and the request begins at 0");

        Ledger rewritten = new Ledger().grow(16);
        rewritten.entries.add("{\"kind\":\"REFUSED\",\"sequence\":17}");
        rewritten.grow(100).sign(key).grow(120).sign(key).sign(key);
        assertChanged(
                run("witness", request(rewritten, 100, 1), "--log", log, "--key", witnessKey, "--state", state),
                "history was changed");
        Ledger unsigned = ledger().grow(110).sign(drawn(VerifierKey.Kind.NOTE));
        assertChanged(
                run("witness", request(unsigned, 100, 3), "--log", log, "--key", witnessKey, "--state", state),
                "not signed by the ledger's key");

        ledger.checkpoints.set(
                1,
                ledger.checkpoints
                        .get(1)
                        .with(List.of(NoteSignature.parse(first.words().strip()).orElseThrow())));
        Export export = ledger.export("witnessed");
        assertWhole(
                verify(export, "--witness", witness.verifier().text()),
                "witnessed by witness.example/w up to entry 40");
        assertChanged(
                verify(
                        rewritten.export("rewritten"),
                        "--witness",
                        witness.verifier().text()),
                "an old one was put");
        assertChanged(
                verify(ledger().export("alone"), "--witness", witness.verifier().text()),
                "no checkpoint is cosigned by");
        ledger.checkpoints.set(
                2,
                ledger.checkpoints
                        .get(2)
                        .with(List.of(NoteSignature.parse(first.words().strip()).orElseThrow())));
        assertChanged(
                verify(ledger.export("forged"), "--witness", witness.verifier().text()), "is not its own");
    }

    private String request(Ledger ledger, long old, int checkpoint) throws IOException {
        SignedNote note = ledger.checkpoints.get(checkpoint);
        long size = Checkpoint.parse(note.text()).orElseThrow().size();
        StringBuilder text = new StringBuilder("old " + old + "\n");
        Proofs.consistency(old, size, ledger.subtrees())
                .forEach(hash -> text.append(hash).append('\n'));
        return file("request", text.append('\n').append(note.note()).toString());
    }

    @Test
    void a_receipt_holds_for_its_entry_alone() throws IOException {
        Ledger ledger = ledger();
        EntryProof proof = new EntryProof(
                ledger.entries.get(16), 16, Proofs.inclusion(16, 100, ledger.subtrees()), ledger.checkpoints.get(2));
        String log = key.verifier().text();
        assertWhole(
                run("receipt", file("good", proof.text()), "--key", log),
                "Entry 17 stands in the ledger",
                ledger.entries.get(16));
        EntryProof forged = new EntryProof(ledger.entries.get(17), 16, proof.inclusion(), proof.note());
        assertChanged(run("receipt", file("forged", forged.text()), "--key", log), "does not hold");
        assertChanged(run("receipt", file("nothing", "nothing"), "--key", log), "no proof");
        assertChanged(
                run(
                        "receipt",
                        file("good", proof.text()),
                        "--key",
                        log,
                        "--witness",
                        witness.verifier().text()),
                "not cosigned");
    }

    @Test
    void wrong_usage_is_told_from_a_changed_ledger() throws IOException {
        String export = ledger().export("whole").folder().toString();
        String log = key.verifier().text();
        assertThat(List.of(
                        run(),
                        run("verify"),
                        run("nothing", export),
                        run("verify", export),
                        run("verify", export, "--key"),
                        run("verify", export, "--key", "nonsense"),
                        run("verify", export, "--key", witness.verifier().text()),
                        run("verify", export, "--key", log, "--sinc", "x"),
                        run("verify", export, "--key", log, "--since", export + "/entries.ndjson"),
                        run("verify", folder.resolve("not there").toString(), "--key", log)))
                .allSatisfy(said -> assertThat(said.status()).as(said.words()).isEqualTo(Verifier.USAGE));
        assertWhole(run("verify", export, "--key", file("log.key", log + "\n")));
        String fresh = folder.resolve("fresh.key").toString();
        assertWhole(run("witness-key", "witness.example/x", fresh), "witness.example/x+");
        assertThat(run("witness-key", "witness.example/x", fresh).status()).isEqualTo(Verifier.USAGE);
    }
}
