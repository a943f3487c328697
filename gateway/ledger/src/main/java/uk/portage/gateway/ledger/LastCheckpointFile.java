package uk.portage.gateway.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.transfer.OwnersFile;
import uk.portage.verifier.note.Checkpoint;
import uk.portage.verifier.note.SignedNote;

/**
 * The newest checkpoint that was signed and committed, kept beside the key and not in the database: a database that ends
 * before it is an older one, put back perhaps from a backup, and to go on from there would sign two histories.
 */
public final class LastCheckpointFile {

    private static final Logger LOG = LoggerFactory.getLogger(LastCheckpointFile.class);

    private final Path file;

    private LastCheckpointFile(Path file) {
        this.file = file;
    }

    /** @param key the ledger's key; of {@code ledger.key} it is {@code ledger.checkpoint} */
    public static LastCheckpointFile beside(Path key) {
        String name = String.valueOf(key.getFileName());
        return new LastCheckpointFile(key.resolveSibling(name.replaceFirst("\\.key$", "") + ".checkpoint"));
    }

    Path path() {
        return file;
    }

    /**
     * The checkpoint; empty if none was ever kept.
     *
     * @throws LedgerIntegrityException if there is something else in the file
     */
    Optional<Checkpoint> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Optional<Checkpoint> read = SignedNote.parse(Files.readString(file, StandardCharsets.UTF_8))
                    .flatMap(note -> Checkpoint.parse(note.text()));
            if (read.isEmpty()) {
                throw new LedgerIntegrityException(
                        file + " does not hold a checkpoint: put it back from a backup of its"
                                + " directory, or move it away if there is none");
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * Puts a checkpoint in the place of the one before. Nothing waits for it: without the newest, that one still tells
     * an older database apart.
     *
     * @return whether it is on the disk
     */
    public boolean keep(String note) {
        try {
            OwnersFile.write(file, note.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            LOG.debug("the newest checkpoint cannot be kept in {}: {}", file, e.toString());
            return false;
        }
    }
}
