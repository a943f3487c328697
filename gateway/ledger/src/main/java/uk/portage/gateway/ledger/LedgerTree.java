package uk.portage.gateway.ledger;

import java.util.List;
import java.util.Optional;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.verifier.note.Checkpoint;
import uk.portage.verifier.note.EntryProof;
import uk.portage.verifier.note.SignedNote;
import uk.portage.verifier.tree.Hash;

/** Reads the tree over the entries and what was signed of it; can change nothing. Safe for use by many threads. */
public interface LedgerTree {

    /**
     * A signed head of the tree.
     *
     * @param note with the cosignatures of witnesses, if there are any
     */
    record Head(Checkpoint checkpoint, SignedNote note) {}

    /**
     * What proves that something happened to a transfer.
     *
     * @param head the newest checkpoint, which all proofs are for
     * @param proofs one for each entry of the transfer that is in it
     * @param waiting how many entries of the transfer are in no checkpoint yet
     */
    record Receipt(Head head, List<EntryProof> proofs, int waiting) {
        public Receipt {
            proofs = List.copyOf(proofs);
        }
    }

    /** The newest checkpoint; empty if none was signed yet. */
    Optional<Head> newest();

    /** Checkpoints over more entries than this, the smallest first. */
    List<Head> after(long size, int limit);

    /** The checkpoint over exactly this many entries. */
    Optional<Head> over(long size);

    /** The keys that have signed, the oldest first, as text with the number of entries from which on each did. */
    List<SignedSince> keys();

    /** @param verifierKey its text */
    record SignedSince(long size, String verifierKey) {}

    /** The hashes of a tile as far as there are any. */
    List<Hash> hashes(Tile tile);

    /** The canonical text of the entries whose leaves are the hashes of a tile of level 0. */
    List<String> entries(long tile);

    /** What shows that the tree of the older size is the beginning of that of the newer one. */
    List<Hash> consistency(long older, long newer);

    /**
     * The receipt of a transfer; empty if nothing was signed yet.
     *
     * @param onlyOfTransfer true to leave out the entries about its submission that do not name the transfer
     */
    Optional<Receipt> receipt(TransferId transfer, boolean onlyOfTransfer);
}
