package uk.portage.verifier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.portage.verifier.note.Checkpoint;
import uk.portage.verifier.note.SignedNote;
import uk.portage.verifier.note.SigningKey;
import uk.portage.verifier.note.VerifierKey;
import uk.portage.verifier.tree.Hash;
import uk.portage.verifier.tree.Proofs;

/**
 * A witness of one ledger: it signs a checkpoint only if it follows from the last one that it signed, which it keeps in a
 * file. Requests are those of C2SP tlog-witness, add-checkpoint.
 */
final class Witness {

    private static final Pattern OLD = Pattern.compile("old (0|[1-9][0-9]{0,17})");
    private static final int MOST_HASHES = 63;

    private final List<VerifierKey> log;
    private final SigningKey key;
    private final Path state;

    /** @param log the keys that may sign the ledger's checkpoints */
    Witness(List<VerifierKey> log, SigningKey key, Path state) {
        this.log = List.copyOf(log);
        this.key = key;
        this.state = state;
    }

    /** What the witness says: its cosignature, or why it refuses. */
    record Answer(boolean isSigned, String words) {}

    private record Request(long old, List<Hash> proof, SignedNote note, Checkpoint checkpoint) {}

    Answer answer(String text, Instant now) throws IOException {
        Optional<Request> read = read(text);
        if (read.isEmpty()) {
            return refused("this is no request for a cosignature");
        }
        Request request = read.get();
        Checkpoint head = request.checkpoint();
        boolean signed = log.stream()
                .anyMatch(one ->
                        one.name().equals(head.origin()) && request.note().isSignedBy(one));
        if (!signed) {
            return refused("the checkpoint is not signed by the ledger's key");
        }
        Optional<Checkpoint> last = last();
        long known = last.map(Checkpoint::size).orElse(0L);
        if (request.old() != known) {
            return refused("the last checkpoint signed here is over " + known + " entries, and the request begins at "
                    + request.old());
        }
        if (request.old() > head.size()) {
            return refused("the checkpoint is over fewer entries than the last one signed here");
        }
        Hash root = last.map(Checkpoint::root).orElse(Hash.OF_NOTHING);
        if (!Proofs.isConsistent(known, root, head.size(), head.root(), request.proof())) {
            return refused("the checkpoint over " + head.size() + " entries does not follow from the one over " + known
                    + " that was signed here: the ledger's history was changed");
        }
        // Kept before it is said: nothing that is signed may be forgotten.
        Path draft = state.resolveSibling(state.getFileName() + ".new");
        Files.writeString(draft, request.note().note());
        Files.move(draft, state, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return new Answer(true, key.cosign(head, now).line());
    }

    private Optional<Checkpoint> last() throws IOException {
        if (!Files.exists(state)) {
            return Optional.empty();
        }
        return Optional.of(SignedNote.parse(Files.readString(state, StandardCharsets.UTF_8))
                .flatMap(note -> Checkpoint.parse(note.text()))
                .orElseThrow(() -> new IOException("the file of the last checkpoint is damaged")));
    }

    private static Optional<Request> read(String text) {
        int blank = text.indexOf("\n\n");
        if (blank < 0) {
            return Optional.empty();
        }
        String[] lines = text.substring(0, blank).split("\n", -1);
        if (!OLD.matcher(lines[0]).matches() || lines.length - 1 > MOST_HASHES) {
            return Optional.empty();
        }
        List<Hash> proof = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            Optional<Hash> hash = Hash.parse(lines[i]);
            if (hash.isEmpty()) {
                return Optional.empty();
            }
            proof.add(hash.get());
        }
        long old = Long.parseLong(lines[0].substring("old ".length()));
        return SignedNote.parse(text.substring(blank + 2))
                .flatMap(note ->
                        Checkpoint.parse(note.text()).map(checkpoint -> new Request(old, proof, note, checkpoint)));
    }

    private static Answer refused(String why) {
        return new Answer(false, why);
    }
}
