package uk.portage.verifier;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import uk.portage.verifier.note.Checkpoint;
import uk.portage.verifier.note.SignedNote;
import uk.portage.verifier.note.VerifierKey;
import uk.portage.verifier.tree.GrowingTree;
import uk.portage.verifier.tree.Hash;

/**
 * Reads an export once, from its first entry to its last, and finds out whether it is what was signed. Memory does not grow
 * with it.
 */
final class Verification {

    private static final Pattern SEQUENCE = Pattern.compile("\"sequence\":([0-9]+)");
    private static final byte[] KEY_CHANGED = "\"kind\":\"LEDGER_KEY_CHANGED\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SEQUENCE_NAME = "\"sequence\":".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern COMMITMENT = Pattern.compile("\"commitment\":\"([0-9a-f]{64})\"");

    private final Export export;
    private final List<VerifierKey> given;
    private final Optional<SignedNote> since;

    /** The largest checkpoint that each witness has signed. */
    private final Map<VerifierKey, Long> witnessed = new LinkedHashMap<>();

    private final GrowingTree tree = new GrowingTree();
    /** Of the leaves as the ledger kept them. */
    private final GrowingTree stated = new GrowingTree();

    private List<VerifierKey> inForce;
    private final List<VerifierKey> candidates = new ArrayList<>();
    private Optional<String> announced = Optional.empty();
    private boolean trusted;
    private long checkpoints;
    private long before;
    private long lastSize;
    private Optional<String> outOfPlace = Optional.empty();
    private Optional<String> changed = Optional.empty();

    /**
     * @param keys that are trusted to sign; at least one
     * @param since a checkpoint that the ledger must follow from
     */
    Verification(Export export, List<VerifierKey> keys, Optional<SignedNote> since, List<VerifierKey> witnesses) {
        this.export = export;
        this.given = List.copyOf(keys);
        this.since = since;
        this.inForce = given;
        witnesses.forEach(witness -> witnessed.put(witness, 0L));
    }

    /** What was found: whether all is well, and a sentence on each line. */
    record Verdict(boolean isWhole, String words) {}

    Verdict verdict() throws IOException {
        readKeys();
        Optional<Checkpoint> held = Optional.empty();
        if (since.isPresent()) {
            held = Checkpoint.parse(since.get().text());
            if (held.isEmpty() || all().stream().noneMatch(key -> since.get().isSignedBy(key))) {
                return wrong("the checkpoint that is held against it is not signed by a key of this ledger");
            }
        }
        try (InputStream entryBytes = Files.newInputStream(export.entries());
                Leaves leaves = new Leaves(export);
                BufferedReader notes = Files.newBufferedReader(export.checkpoints())) {
            EntryLines lines = new EntryLines(entryBytes);
            Notes checkpointNotes = new Notes(notes);
            Optional<Notes.Read> next = checkpointNotes.next();
            while (true) {
                if (held.isPresent()
                        && held.get().size() == tree.size()
                        && !held.get().root().equals(tree.root())) {
                    return wrong(changedBefore(held.get())
                            + "the ledger does not follow from the checkpoint that is held against it, over "
                            + held.get().size() + " entries: its history was rewritten, or it is another one's");
                }
                while (next.isPresent()) {
                    Optional<Checkpoint> head = next.get().note().flatMap(note -> Checkpoint.parse(note.text()));
                    if (head.isEmpty()) {
                        return wrong("after " + checkpoints + " checkpoints comes something that is none");
                    }
                    if (head.get().size() > tree.size()) {
                        break;
                    }
                    Optional<String> fault =
                            checkpoint(head.get(), next.get().note().get());
                    if (fault.isPresent()) {
                        return wrong(fault.get());
                    }
                    next = checkpointNotes.next();
                }
                if (!lines.next()) {
                    break;
                }
                entry(lines, leaves);
            }
            return ended(next.isPresent(), held);
        }
    }

    private void readKeys() throws IOException {
        if (Files.exists(export.keys())) {
            for (String line : Files.readAllLines(export.keys())) {
                VerifierKey.parse(line.substring(line.indexOf(' ') + 1)).ifPresent(candidates::add);
            }
        }
    }

    private List<VerifierKey> all() {
        List<VerifierKey> all = new ArrayList<>(given);
        // A key that only the export names: whether it may sign is found out below. Here it can only make a refusal.
        all.addAll(candidates);
        return all;
    }

    private void entry(EntryLines line, Leaves leaves) throws IOException {
        Hash leaf = Hash.ofLeaf(line.bytes(), 0, line.length());
        long number = tree.size() + 1;
        tree.add(leaf);
        Optional<Hash> kept = leaves.next();
        kept.ifPresent(stated::add);
        if (outOfPlace.isEmpty() && changed.isEmpty()) {
            long sequence = sequence(line);
            if (sequence != number) {
                outOfPlace = Optional.of("in place " + number + " stands "
                        + (sequence < 0 ? "no entry" : "entry " + sequence)
                        + (sequence > number ? ": one is missing, or stands elsewhere. " : ". "));
            } else if (kept.isPresent() && !kept.get().equals(leaf)) {
                changed = Optional.of("entry " + number + " is not what it was. ");
            }
        }
        if (indexOf(line, KEY_CHANGED) >= 0) {
            Matcher commitment = COMMITMENT.matcher(text(line));
            announced = commitment.find() ? Optional.of(commitment.group(1)) : announced;
        }
    }

    private static long sequence(EntryLines line) {
        int at = indexOf(line, SEQUENCE_NAME);
        if (at < 0) {
            return -1;
        }
        Matcher matcher = SEQUENCE.matcher(
                new String(line.bytes(), at, Math.min(40, line.length() - at), StandardCharsets.US_ASCII));
        return matcher.lookingAt() && matcher.group(1).length() < 19 ? Long.parseLong(matcher.group(1)) : -1;
    }

    private static String text(EntryLines line) {
        return new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8);
    }

    private static int indexOf(EntryLines line, byte[] wanted) {
        byte[] bytes = line.bytes();
        int last = line.length() - wanted.length;
        for (int i = 0; i <= last; i++) {
            int j = 0;
            while (j < wanted.length && bytes[i + j] == wanted[j]) {
                j++;
            }
            if (j == wanted.length) {
                return i;
            }
        }
        return -1;
    }

    /** What is wrong with a checkpoint, over what was read up to now. */
    private Optional<String> checkpoint(Checkpoint head, SignedNote note) {
        if (head.size() < lastSize || (checkpoints > 0 && head.size() == lastSize)) {
            return Optional.of("a checkpoint over " + head.size() + " entries stands after one over " + lastSize
                    + ": an old one was put there again");
        }
        if (head.size() < tree.size()) {
            return Optional.of("a checkpoint over " + head.size() + " entries stands in the wrong place");
        }
        if (!head.root().equals(tree.root())) {
            return Optional.of(changedBefore(head) + "The entries from " + (lastSize + 1) + " to " + head.size()
                    + " are not those over which a checkpoint was signed");
        }
        if (given.stream().noneMatch(key -> key.name().equals(head.origin()))) {
            return Optional.of("the checkpoint over " + head.size() + " entries is of another ledger, or the key is");
        }
        Optional<String> fault = signatures(head, note);
        if (fault.isPresent()) {
            return fault;
        }
        for (Map.Entry<VerifierKey, Long> witness : witnessed.entrySet()) {
            if (note.signatures().stream().anyMatch(one -> one.claims(witness.getKey()))) {
                if (!note.isSignedBy(witness.getKey())) {
                    return Optional.of("the cosignature of " + witness.getKey().name() + " on the checkpoint over "
                            + head.size() + " entries is not its own");
                }
                witness.setValue(head.size());
            }
        }
        checkpoints++;
        lastSize = head.size();
        return Optional.empty();
    }

    private Optional<String> signatures(Checkpoint head, SignedNote note) {
        boolean signed = inForce.stream().anyMatch(note::isSignedBy);
        if (!signed) {
            if (trusted) {
                return Optional.of("the checkpoint over " + head.size() + " entries is not signed by the key");
            }
            // The key may be a later one: what it signs holds for everything before.
            before++;
            return Optional.empty();
        }
        trusted = true;
        Optional<VerifierKey> successor = announced.flatMap(hash -> candidates.stream()
                .filter(candidate -> hashOf(candidate.text()).equals(hash))
                .filter(note::isSignedBy)
                .findFirst());
        if (successor.isPresent()) {
            inForce = List.of(successor.get());
            announced = Optional.empty();
        }
        return Optional.empty();
    }

    private static String hashOf(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Which entry it is, as far as that can be known; ends with a space. */
    private String changedBefore(Checkpoint signed) {
        boolean leavesAreSigned =
                stated.size() == signed.size() && stated.root().equals(signed.root());
        return outOfPlace
                .or(() -> changed.filter(words -> leavesAreSigned))
                .orElse("Which entry it is cannot be told without the ledger's own leaves. ");
    }

    private Verdict ended(boolean moreCheckpoints, Optional<Checkpoint> held) {
        long entries = tree.size();
        if (moreCheckpoints) {
            return wrong(outOfPlace.orElse("") + "A checkpoint was signed over more entries than the " + entries
                    + " that are here: entries were removed");
        }
        if (checkpoints == 0) {
            return wrong("there is no checkpoint");
        }
        if (entries > lastSize) {
            return wrong("the entries from " + (lastSize + 1) + " to " + entries + " are in no checkpoint");
        }
        if (!trusted) {
            return wrong("no checkpoint is signed by the key");
        }
        if (outOfPlace.isPresent()) {
            return wrong(outOfPlace.get() + "That was signed so");
        }
        if (held.isPresent() && held.get().size() > entries) {
            return wrong("the checkpoint that is held against it is over "
                    + held.get().size() + " entries, and " + entries + " are here: it was cut off, or is an old copy");
        }
        for (Map.Entry<VerifierKey, Long> witness : witnessed.entrySet()) {
            if (witness.getValue() == 0) {
                return wrong("no checkpoint is cosigned by " + witness.getKey().name());
            }
        }
        return new Verdict(true, words(held));
    }

    private String words(Optional<Checkpoint> held) {
        StringBuilder words = new StringBuilder();
        words.append(tree.size()).append(" entries are what was signed\n");
        words.append(checkpoints)
                .append(" checkpoints, the last with the root ")
                .append(tree.root());
        words.append("\nsigned by ").append(inForce.get(0));
        if (before > 0) {
            words.append("\n").append(before).append(" checkpoints before were signed by other keys");
        }
        held.ifPresent(head -> words.append("\nfollows from the checkpoint over ")
                .append(head.size())
                .append(" entries"));
        witnessed.forEach((witness, size) -> words.append("\nwitnessed by ")
                .append(witness.name())
                .append(" up to entry ")
                .append(size));
        return words.toString();
    }

    private static Verdict wrong(String words) {
        return new Verdict(false, words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
    }

    /** The leaves as they were kept, if the export has them. */
    private static final class Leaves implements AutoCloseable {
        private final @Nullable DataInputStream input;
        private boolean ended;

        Leaves(Export export) throws IOException {
            this.input = Files.exists(export.leaves())
                    ? new DataInputStream(new BufferedInputStream(Files.newInputStream(export.leaves()), 1 << 16))
                    : null;
        }

        Optional<Hash> next() throws IOException {
            DataInputStream from = input;
            if (from == null || ended) {
                return Optional.empty();
            }
            byte[] bytes = new byte[Hash.LENGTH];
            try {
                from.readFully(bytes);
                return Optional.of(Hash.ofBytes(bytes));
            } catch (EOFException e) {
                ended = true;
                return Optional.empty();
            }
        }

        @Override
        public void close() throws IOException {
            if (input != null) {
                input.close();
            }
        }
    }
}
