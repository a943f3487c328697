package uk.portage.verifier.note;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.portage.verifier.tree.Hash;

/**
 * The head of a log at one size (C2SP tlog-checkpoint). Extension lines are not used here; a checkpoint that has some is
 * none of ours.
 *
 * @param origin which log it is
 * @param size how many entries it has
 * @param root of the Merkle tree over them
 */
public record Checkpoint(String origin, long size, Hash root) {

    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");

    /** Reads the text of a note; empty if it is no checkpoint. */
    public static Optional<Checkpoint> parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length != 4 || lines[0].isEmpty() || !lines[3].isEmpty()) {
            return Optional.empty();
        }
        return SIZE.matcher(lines[1]).matches()
                ? Hash.parse(lines[2]).map(root -> new Checkpoint(lines[0], Long.parseLong(lines[1]), root))
                : Optional.empty();
    }

    /** The text that is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + root.base64() + "\n";
    }

    /** This checkpoint as a note, signed by each of the keys. */
    public SignedNote signedBy(List<SigningKey> keys) {
        return new SignedNote(text(), keys.stream().map(key -> key.sign(text())).toList());
    }
}
