package uk.portage.verifier;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.portage.verifier.note.SignedNote;

/** Reads notes that stand one after the other: a line that is no signature, after one that is, begins the next. */
final class Notes {

    private static final String SIGNATURE = "\u2014 ";
    private static final int LONGEST = 1 << 16;

    private final BufferedReader reader;
    private @Nullable String pushedBack;

    Notes(BufferedReader reader) {
        this.reader = reader;
    }

    /** What there was: a note, or lines that are none. */
    record Read(Optional<SignedNote> note) {}

    /** The next one; empty at the end. */
    Optional<Read> next() throws IOException {
        StringBuilder text = new StringBuilder();
        boolean signed = false;
        String line = pushedBack != null ? pushedBack : reader.readLine();
        pushedBack = null;
        while (line != null && text.length() < LONGEST) {
            boolean signature = line.startsWith(SIGNATURE);
            if (signed && !signature) {
                pushedBack = line;
                break;
            }
            signed = signature;
            text.append(line).append('\n');
            line = reader.readLine();
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(new Read(SignedNote.parse(text.toString())));
    }
}
