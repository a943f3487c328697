package uk.portage.verifier.note;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A text signed by one or more keys (C2SP signed-note). Nothing of its text may be believed before {@link #isSignedBy} has
 * said so.
 *
 * @param text ends with an end of line
 * @param signatures at least one
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

    /** Characters of a note, far beyond any that is made here. */
    private static final int MOST = 1 << 20;

    private static final int MOST_SIGNATURES = 100;

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /** Reads a note; empty if it is none. */
    public static Optional<SignedNote> parse(String note) {
        int blank = note.lastIndexOf("\n\n");
        if (note.length() > MOST || blank < 0 || !note.endsWith("\n") || hasControls(note)) {
            return Optional.empty();
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : note.substring(blank + 2).split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            Optional<NoteSignature> signature = NoteSignature.parse(line);
            if (signature.isEmpty()) {
                return Optional.empty();
            }
            signatures.add(signature.get());
        }
        return signatures.isEmpty() || signatures.size() > MOST_SIGNATURES
                ? Optional.empty()
                : Optional.of(new SignedNote(note.substring(0, blank + 1), signatures));
    }

    private static boolean hasControls(String note) {
        return note.chars().anyMatch(c -> (c < 0x20 && c != '\n') || c == 0xFFFD);
    }

    /** The note of a text and its signatures, as one text. */
    public String note() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature.line()).append('\n'));
        return note.toString();
    }

    /** The same note with further signatures, each once. */
    public SignedNote with(Collection<NoteSignature> more) {
        List<NoteSignature> all = new ArrayList<>(signatures);
        more.stream().filter(signature -> !all.contains(signature)).forEach(all::add);
        return new SignedNote(text, all);
    }

    /** Whether there is a signature by the key and all that claim to be are. */
    public boolean isSignedBy(VerifierKey key) {
        List<NoteSignature> claimed =
                signatures.stream().filter(signature -> signature.claims(key)).toList();
        return !claimed.isEmpty() && claimed.stream().allMatch(signature -> signature.isBy(key, text));
    }
}
