package uk.portage.gateway.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.verifier.note.Checkpoint;
import uk.portage.verifier.note.EntryProof;
import uk.portage.verifier.note.NoteSignature;
import uk.portage.verifier.note.SignedNote;
import uk.portage.verifier.note.VerifierKey;
import uk.portage.verifier.tree.GrowingTree;
import uk.portage.verifier.tree.Hash;
import uk.portage.verifier.tree.Proofs;

/** Reads the tree from its SQL tables. */
public final class SqlLedgerTree implements LedgerTree {

    /** Entries at the end whose hashes are taken anew at each start. */
    private static final int CHECKED = 10_000;

    private final SqlLedgerReader ledger;

    public SqlLedgerTree(SqlLedgerReader ledger) {
        this.ledger = ledger;
    }

    @Override
    public Optional<Head> newest() {
        return heads("ORDER BY size DESC LIMIT 1", statement -> {}).stream().findFirst();
    }

    @Override
    public List<Head> after(long size, int limit) {
        return heads("WHERE size > ? ORDER BY size LIMIT ?", statement -> {
            statement.setLong(1, size);
            statement.setInt(2, limit);
        });
    }

    @Override
    public Optional<Head> over(long size) {
        return heads("WHERE size = ?", statement -> statement.setLong(1, size)).stream()
                .findFirst();
    }

    private List<Head> heads(String which, SqlLedgerReader.Binding binding) {
        List<Head> heads = ledger.list("SELECT note FROM checkpoint " + which, binding, row -> head(row.getString(1)));
        if (heads.isEmpty()) {
            return heads;
        }
        Map<Long, List<NoteSignature>> cosignatures = new HashMap<>();
        record Line(long size, Optional<NoteSignature> signature) {}
        ledger.list(
                        "SELECT size, line FROM cosignature WHERE size >= ? AND size <= ? ORDER BY size, witness",
                        statement -> {
                            statement.setLong(1, heads.get(0).checkpoint().size());
                            statement.setLong(
                                    2, heads.get(heads.size() - 1).checkpoint().size());
                        },
                        row -> new Line(row.getLong(1), NoteSignature.parse(row.getString(2))))
                .forEach(line -> line.signature()
                        .ifPresent(signature -> cosignatures
                                .computeIfAbsent(line.size(), size -> new ArrayList<>())
                                .add(signature)));
        return heads.stream()
                .map(head -> new Head(
                        head.checkpoint(),
                        head.note()
                                .with(cosignatures.getOrDefault(
                                        head.checkpoint().size(), List.of()))))
                .toList();
    }

    private static Head head(String text) {
        SignedNote note = SignedNote.parse(text)
                .orElseThrow(() -> new LedgerIntegrityException("a checkpoint in the database is damaged"));
        Checkpoint checkpoint = Checkpoint.parse(note.text())
                .orElseThrow(() -> new LedgerIntegrityException("a checkpoint in the database is damaged"));
        return new Head(checkpoint, note);
    }

    @Override
    public List<SignedSince> keys() {
        return ledger.list(
                "SELECT since, verifier_key FROM ledger_key ORDER BY since",
                statement -> {},
                row -> new SignedSince(row.getLong(1), row.getString(2)));
    }

    @Override
    public List<Hash> hashes(Tile tile) {
        return ledger.list(tile.sql(), tile::bind, row -> Hash.ofBytes(row.getBytes(1)));
    }

    @Override
    public List<String> entries(long tile) {
        return ledger.list(
                "SELECT canonical FROM entry WHERE sequence > ? AND sequence <= ? ORDER BY sequence",
                new Tile(0, tile)::bind,
                row -> row.getString(1));
    }

    @Override
    public List<Hash> consistency(long older, long newer) {
        return Proofs.consistency(older, newer, subtrees());
    }

    private TileSubtrees subtrees() {
        return new TileSubtrees(this::hashes);
    }

    @Override
    public Optional<Receipt> receipt(TransferId transfer, boolean onlyOfTransfer) {
        Optional<Head> newest = newest();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        Head head = newest.get();
        TileSubtrees subtrees = subtrees();
        List<EntryProof> proofs = new ArrayList<>();
        int waiting = 0;
        for (Entry entry : ledger.entriesOf(transfer)) {
            long index = entry.sequence() - 1;
            if (onlyOfTransfer && !entry.content().transfer().equals(Optional.of(transfer))) {
                continue;
            }
            if (index >= head.checkpoint().size()) {
                waiting++;
                continue;
            }
            proofs.add(new EntryProof(
                    CanonicalForm.text(entry),
                    index,
                    Proofs.inclusion(index, head.checkpoint().size(), subtrees),
                    head.note()));
        }
        return Optional.of(new Receipt(head, proofs, waiting));
    }

    /** Whether anything was signed yet. */
    public boolean isSigned() {
        return !keys().isEmpty();
    }

    /** Whether an entry says that this key signs from then on. */
    public boolean isAnnounced(VerifierKey key) {
        Optional<Sha256> hash = Optional.of(hashOf(key));
        return ledger
                .list(
                        "SELECT canonical FROM entry WHERE kind = 'LEDGER_KEY_CHANGED' ORDER BY sequence DESC LIMIT 1",
                        statement -> {},
                        row -> CanonicalForm.parse(row.getString(1)))
                .stream()
                .anyMatch(entry -> entry.content().commitment().equals(hash));
    }

    /** Whether this key was the last to begin to sign. */
    public boolean isNewestKey(VerifierKey key) {
        List<SignedSince> signed = keys();
        return !signed.isEmpty() && signed.get(signed.size() - 1).verifierKey().equals(key.text());
    }

    /** By which an entry names a key. */
    public static Sha256 hashOf(VerifierKey key) {
        return Sha256.of(key.text().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Holds the ledger against its last checkpoint, before anything is added to it: the checkpoint is signed by the key of the
     * file, the tree has its root, no entry of it is missing at the end, and the last entries are what was hashed. All of
     * them are held against it by the verifier.
     *
     * @throws LedgerIntegrityException if it is not what was signed
     */
    public void check(LedgerKeyFile keys, LastCheckpointFile file) {
        Optional<Checkpoint> kept = file.read();
        List<SignedSince> signed = keys();
        if (signed.isEmpty()) {
            kept.ifPresent(checkpoint -> {
                long entries = ledger.lastSequence();
                throw checkpoint.size() > entries
                        ? older(checkpoint, entries, file)
                        : changed("its checkpoints are gone");
            });
            return;
        }
        String last = signed.get(signed.size() - 1).verifierKey();
        if (!last.equals(keys.current().text())
                && keys.next().filter(next -> next.text().equals(last)).isEmpty()) {
            throw new LedgerIntegrityException("the ledger was signed by another key than the one in its file: restore"
                    + " the key " + last.substring(0, last.lastIndexOf('+')) + " from a backup");
        }
        VerifierKey key = VerifierKey.parse(last).orElseThrow(() -> changed("the keys in the database are damaged"));
        Head head = newest().orElseThrow(() -> changed("its checkpoints are gone"));
        if (!head.note().isSignedBy(key) || !head.checkpoint().origin().equals(key.name())) {
            throw changed("its last checkpoint is not signed by its key");
        }
        long size = head.checkpoint().size();
        long entries = ledger.lastSequence();
        if (entries < size) {
            throw changed("a checkpoint was signed over " + size + " entries, and " + entries + " are there");
        }
        check(head.checkpoint());
        kept.ifPresent(checkpoint -> {
            if (!checkpoint.origin().equals(key.name())) {
                throw new LedgerIntegrityException("the checkpoint in " + file.path() + " is of another ledger: move it"
                        + " away if this database is the right one");
            }
            if (checkpoint.size() > entries) {
                throw older(checkpoint, entries, file);
            }
            check(checkpoint);
        });
        checkLast(entries);
    }

    private void check(Checkpoint checkpoint) {
        Hash root;
        try {
            root = GrowingTree.of(checkpoint.size(), subtrees()).root();
        } catch (IncompleteTreeException e) {
            throw changed("a part of its tree is missing");
        }
        if (!root.equals(checkpoint.root())) {
            throw changed("its tree has not the root that was signed over " + checkpoint.size() + " entries");
        }
    }

    private static LedgerIntegrityException older(Checkpoint signed, long entries, LastCheckpointFile file) {
        return new LedgerIntegrityException("the database ends at entry " + entries + ", and a checkpoint over "
                + signed.size() + " entries was signed here: this is an older database, from a backup perhaps. Put the"
                + " newest one back. If what came after it is lost for good, move " + file.path() + " away, and tell"
                + " everybody who holds a checkpoint from then that the ledger does not follow from it");
    }

    private void checkLast(long entries) {
        long first = Math.max(0, entries - CHECKED);
        long expected = first;
        for (long tile = first / Tile.WIDTH; tile * Tile.WIDTH < entries; tile++) {
            List<String> texts = entries(tile);
            List<Hash> hashes = hashes(new Tile(0, tile));
            for (int i = 0; i < texts.size(); i++) {
                long sequence = tile * Tile.WIDTH + i + 1;
                if (!Hash.ofLeaf(texts.get(i).getBytes(StandardCharsets.UTF_8)).equals(hashes.get(i))) {
                    throw changed("entry " + sequence + " is not what it was");
                }
            }
            expected += texts.size() - (tile * Tile.WIDTH < first ? first - tile * Tile.WIDTH : 0);
        }
        if (expected != entries) {
            throw changed("an entry before entry " + entries + " is missing");
        }
    }

    private static LedgerIntegrityException changed(String what) {
        return new LedgerIntegrityException("the ledger was changed: " + what
                + ". Nothing is written to it. Keep this database as evidence, and restore one from before the change");
    }
}
