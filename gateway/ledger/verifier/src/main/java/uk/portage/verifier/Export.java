package uk.portage.verifier;

import java.nio.file.Path;

/**
 * The files of an exported ledger.
 *
 * @param folder in which they lie
 */
public record Export(Path folder) {

    /** The entries, each in its canonical form on a line of its own. */
    public Path entries() {
        return folder.resolve("entries.ndjson");
    }

    /** The leaf of each entry, 32 bytes, as the ledger kept it: they tell which entry it is that was changed. */
    public Path leaves() {
        return folder.resolve("leaves");
    }

    /** All checkpoints, the smallest first, one note after the other. */
    public Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    /** The keys that have signed, the oldest first, one on each line after the number of entries from which on it did. */
    public Path keys() {
        return folder.resolve("keys");
    }
}
