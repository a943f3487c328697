package uk.portage.verifier.note;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.portage.verifier.tree.GrowingTree;
import uk.portage.verifier.tree.Hash;

/** The signatures below were made by another implementation (Python's cryptography) from the seeds 00..1f and 20..3f. */
class SignedNoteTest {

    private static final String LOG_SECRET =
            "PRIVATE+KEY+portage.example/ledger+84e96d0e+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
                    + "portage.example/ledger+84e96d0e+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    private static final String WITNESS_SECRET =
            "PRIVATE+KEY+witness.example/w+18284f18+BCAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/\n"
                    + "witness.example/w+18284f18+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
    private static final String NOTE = """
        portage.example/ledger
        3
        i1udsME9skJWyCmqNkqpDG0uujGLkjKkq5MTuVTTVV8=

        \u2014 portage.example/ledger hOltDiQM6gKc7HFFVwegCVlSnVd7FuN9aptQOrYJ5b91xSZMoPNp/a073UXQgw8YmVQjr4KaEDurG8tfYMGuhvOeSgU=
        """;
    private static final String COSIGNATURE = "\u2014 witness.example/w"
            + " GChPGAAAAABpJuvAhQqSk0DbYQgx7u38PCAiExqD3x+iiM6lZwQuzkhOegYeCdME0DTCZGRcB+z7L6dG9Y7V110LVJsIorRDYY3fAw==";

    private final SigningKey log = SigningKey.parse(LOG_SECRET).orElseThrow();
    private final SigningKey witness = SigningKey.parse(WITNESS_SECRET).orElseThrow();
    private final SignedNote note = SignedNote.parse(NOTE).orElseThrow();
    private final Checkpoint checkpoint = Checkpoint.parse(note.text()).orElseThrow();

    @Test
    void a_checkpoint_is_signed_and_read_as_others_do_it() {
        assertThat(note.isSignedBy(log.verifier())).isTrue();
        assertThat(checkpoint.size()).isEqualTo(3);
        assertThat(checkpoint.signedBy(List.of(log)).note()).isEqualTo(NOTE);
        assertThat(note.note()).isEqualTo(NOTE);
    }

    @Test
    void a_cosignature_is_made_and_read_as_others_do_it() {
        NoteSignature made = witness.cosign(checkpoint, Instant.ofEpochSecond(1_764_158_400));
        assertThat(made.line()).isEqualTo(COSIGNATURE);
        NoteSignature read = NoteSignature.parse(COSIGNATURE).orElseThrow();
        assertThat(read.isBy(witness.verifier(), note.text())).isTrue();
        assertThat(read.time()).isEqualTo(Instant.ofEpochSecond(1_764_158_400));
        SignedNote cosigned = note.with(List.of(read)).with(List.of(read));
        assertThat(cosigned.signatures()).hasSize(2);
        assertThat(cosigned.isSignedBy(witness.verifier())).isTrue();
        assertThat(cosigned.isSignedBy(log.verifier())).isTrue();
        assertThat(SignedNote.parse(cosigned.note())).contains(cosigned);
        // Not for another checkpoint, nor at another time.
        assertThat(read.isBy(witness.verifier(), note.text().replace("\n3\n", "\n4\n")))
                .isFalse();
    }

    @Test
    void what_is_changed_is_not_signed() {
        assertThat(SignedNote.parse(NOTE.replace("\n3\n", "\n4\n"))
                        .orElseThrow()
                        .isSignedBy(log.verifier()))
                .isFalse();
        SignedNote other = new SignedNote("portage.example/ledger\n4\n" + Hash.OF_NOTHING + "\n", note.signatures());
        assertThat(other.isSignedBy(log.verifier())).isFalse();
    }

    @Test
    void a_key_of_the_same_name_or_a_further_line_that_is_wrong_signs_nothing() {
        SigningKey namesake =
                SigningKey.draw(key -> "portage.example/ledger", VerifierKey.Kind.NOTE, new SecureRandom());
        assertThat(note.isSignedBy(namesake.verifier())).isFalse();
        assertThat(note.with(List.of(namesake.sign(note.text()))).isSignedBy(log.verifier()))
                .isTrue();
        assertThat(note.with(List.of(log.sign("another text\n"))).isSignedBy(log.verifier()))
                .isFalse();
    }

    @Test
    void what_is_no_note_is_none() {
        assertThat(List.of(
                        "",
                        "text\n",
                        "text\n\n",
                        NOTE.strip(),
                        NOTE + "more\n",
                        NOTE.replace('\u2014', '-'),
                        NOTE.replace("3\n", "3\r\n"),
                        NOTE + "\u2014 name AAAA\n",
                        NOTE + "\u2014 two names AAAAAAAAAA==\n"))
                .allSatisfy(text -> assertThat(SignedNote.parse(text)).isEmpty());
        assertThat(List.of("o\n03\n", "o\n-1\n", "\n3\n", "o\n1e3\n", "o\n9999999999999999999\n"))
                .allSatisfy(beginning -> assertThat(Checkpoint.parse(beginning + Hash.OF_NOTHING + "\n"))
                        .isEmpty());
        assertThat(Checkpoint.parse("o\n3\n" + Hash.OF_NOTHING + "\nextension\n"))
                .isEmpty();
    }

    @Test
    void keys_are_read_as_they_are_written_and_their_id_must_be_theirs() {
        SigningKey drawn = SigningKey.draw(key -> "a.example/b", VerifierKey.Kind.COSIGNATURE, new SecureRandom());
        assertThat(SigningKey.parse(drawn.secretText()).orElseThrow().verifier())
                .isEqualTo(drawn.verifier());
        assertThat(drawn.toString())
                .doesNotContain("PRIVATE")
                .isEqualTo(drawn.verifier().text());
        String text = log.verifier().text();
        assertThat(VerifierKey.parse(text)).contains(log.verifier());
        assertThat(VerifierKey.parse(text.replace("portage.example", "another.example")))
                .isEmpty();
        assertThat(VerifierKey.parse(text + "=")).isEmpty();
        assertThat(VerifierKey.parse("name")).isEmpty();
        assertThat(SigningKey.parse(LOG_SECRET.lines().findFirst().orElseThrow() + "\n" + drawn.verifier()))
                .isEmpty();
    }

    @Test
    void a_proof_holds_for_its_entry_at_its_place_by_its_key_alone() {
        GrowingTree tree = new GrowingTree();
        Hash other = Hash.ofLeaf(new byte[] {1});
        tree.add(other);
        tree.add(Hash.ofLeaf("entry".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        SignedNote head = new Checkpoint("portage.example/ledger", 2, tree.root()).signedBy(List.of(log));
        EntryProof proof = new EntryProof("entry", 1, List.of(other), head);
        EntryProof read = EntryProof.parse(proof.text()).orElseThrow();
        assertThat(read).isEqualTo(proof);
        assertThat(read.holds(log.verifier())).isTrue();
        assertThat(new EntryProof("another", 1, List.of(other), head).holds(log.verifier()))
                .isFalse();
        assertThat(new EntryProof("entry", 0, List.of(other), head).holds(log.verifier()))
                .isFalse();
        assertThat(new EntryProof("entry", 1, List.of(), head).holds(log.verifier()))
                .isFalse();
        SigningKey namesake =
                SigningKey.draw(key -> "portage.example/ledger", VerifierKey.Kind.NOTE, new SecureRandom());
        assertThat(read.holds(namesake.verifier())).isFalse();
        assertThat(EntryProof.parse(proof.text().replace("index 1", "index 01")))
                .isEmpty();
        assertThat(EntryProof.parse("")).isEmpty();
    }
}
