package uk.portage.verifier.note;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.portage.verifier.tree.Hash;
import uk.portage.verifier.tree.Proofs;

/**
 * A proof as text that an entry stands in the log (C2SP tlog-proof). The entry itself travels as its extra data.
 *
 * @param entry the entry's own text
 * @param index from 0
 * @param inclusion the hashes beside the way from the entry up to the root
 * @param note the signed checkpoint
 */
public record EntryProof(String entry, long index, List<Hash> inclusion, SignedNote note) {

    private static final String FIRST = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    public EntryProof {
        inclusion = List.copyOf(inclusion);
    }

    /** Reads the text; empty if it is no such proof, or has no entry with it. */
    public static Optional<EntryProof> parse(String text) {
        int blank = text.indexOf("\n\n");
        if (blank < 0) {
            return Optional.empty();
        }
        String[] lines = text.substring(0, blank).split("\n", -1);
        if (lines.length < 3
                || !lines[0].equals(FIRST)
                || !lines[1].startsWith(EXTRA)
                || !lines[2].startsWith(INDEX)
                || !NUMBER.matcher(lines[2].substring(INDEX.length())).matches()) {
            return Optional.empty();
        }
        List<Hash> inclusion = new ArrayList<>();
        for (int i = 3; i < lines.length; i++) {
            Optional<Hash> hash = Hash.parse(lines[i]);
            if (hash.isEmpty()) {
                return Optional.empty();
            }
            inclusion.add(hash.get());
        }
        try {
            String entry =
                    new String(Base64.getDecoder().decode(lines[1].substring(EXTRA.length())), StandardCharsets.UTF_8);
            long index = Long.parseLong(lines[2].substring(INDEX.length()));
            return SignedNote.parse(text.substring(blank + 2))
                    .map(note -> new EntryProof(entry, index, inclusion, note));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public String text() {
        StringBuilder text = new StringBuilder(FIRST).append('\n').append(EXTRA);
        text.append(Base64.getEncoder().encodeToString(entry.getBytes(StandardCharsets.UTF_8)))
                .append('\n');
        text.append(INDEX).append(index).append('\n');
        inclusion.forEach(hash -> text.append(hash.base64()).append('\n'));
        return text.append('\n').append(note.note()).toString();
    }

    /** Whether the checkpoint is signed by the key, and the entry stands in it. */
    public boolean holds(VerifierKey key) {
        Optional<Checkpoint> checkpoint = Checkpoint.parse(note.text());
        return note.isSignedBy(key)
                && checkpoint
                        .filter(head -> head.origin().equals(key.name()))
                        .filter(head -> Proofs.includes(
                                Hash.ofLeaf(entry.getBytes(StandardCharsets.UTF_8)),
                                index,
                                head.size(),
                                head.root(),
                                inclusion))
                        .isPresent();
    }
}
