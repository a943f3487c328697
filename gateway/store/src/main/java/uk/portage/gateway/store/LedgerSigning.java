package uk.portage.gateway.store;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.ledger.Checkpointing;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.LastCheckpointFile;
import uk.portage.gateway.ledger.LedgerKeyFile;
import uk.portage.gateway.ledger.SqlLedgerReader;
import uk.portage.gateway.ledger.SqlLedgerTree;
import uk.portage.verifier.note.VerifierKey;

/**
 * Has the ledger's checkpoints signed. The writer signs in whatever transaction comes when one is due; where none comes, a
 * thread brings one.
 */
final class LedgerSigning {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerSigning.class);

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Optional<LedgerKeyFile> keys;
    private final Optional<LastCheckpointFile> last;
    private final SqlLedgerTree tree;
    private final Checkpointing checkpointing;
    private Optional<String> kept = Optional.empty();
    private volatile Optional<Thread> thread = Optional.empty();

    private LedgerSigning(
            Optional<LedgerKeyFile> keys, Optional<LastCheckpointFile> last, SqlLedgerTree tree, Clock clock) {
        this.keys = keys;
        this.last = last;
        this.tree = tree;
        this.checkpointing = keys.map(
                        file -> new Checkpointing(file::signers, clock, Checkpointing.EVERY, Checkpointing.ENTRIES))
                .orElseGet(Checkpointing::none);
    }

    /** Reads the key and holds the ledger against its last checkpoint. */
    static LedgerSigning open(Database database, Optional<Path> file, Clock clock) {
        SqlLedgerTree tree = new SqlLedgerTree(new SqlLedgerReader(database.reading()));
        Optional<LedgerKeyFile> keys = file.map(path -> LedgerKeyFile.open(path, !tree.isSigned()));
        Optional<LastCheckpointFile> last = file.map(LastCheckpointFile::beside);
        keys.ifPresent(key -> tree.check(key, last.orElseThrow()));
        return new LedgerSigning(keys, last, tree, clock);
    }

    Checkpointing checkpointing() {
        return checkpointing;
    }

    /** Ends a change of keys that was broken off, and has checkpoints signed from now on. */
    void start(SqlStore store) {
        keys.ifPresent(file -> {
            file.next().ifPresent(next -> {
                if (tree.isAnnounced(next)) {
                    endChange(store, file);
                } else {
                    file.discardNext();
                }
            });
            Thread looking = new Thread(() -> look(store), "portage-ledger-checkpoints");
            looking.setDaemon(true);
            thread = Optional.of(looking);
            looking.start();
        });
    }

    private void look(SqlStore store) {
        try {
            while (true) {
                Thread.sleep(LOOK.toMillis());
                if (checkpointing.isDue()) {
                    bring(store);
                }
                keepNewest();
            }
        } catch (InterruptedException e) {
            // The store closes.
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void keepNewest() {
        Optional<String> newest = checkpointing.newest();
        if (!newest.equals(kept) && newest.isPresent() && last.isPresent()) {
            kept = last.get().keep(newest.get()) ? newest : kept;
        }
    }

    private static void bring(SqlStore store) {
        try {
            boolean brought = store.write(transaction -> true).join();
            LOG.trace("a transaction for a checkpoint: {}", brought);
        } catch (CompletionException e) {
            LOG.debug("no checkpoint can be signed while the store cannot commit");
        }
    }

    /** Draws a key, has an entry name it and both sign; empty if nothing is signed here. */
    synchronized Optional<VerifierKey> changeKey(SqlStore store) {
        return keys.map(file -> {
            VerifierKey next = file.drawNext();
            announce(store, next);
            endChange(store, file);
            LOG.info("The ledger is signed by the key {} from now on", next);
            return next;
        });
    }

    private static void announce(SqlStore store, VerifierKey next) {
        store.awaitChange(transaction -> transaction.append(EntryDraft.of(EntryKind.LEDGER_KEY_CHANGED)
                .commitment(SqlLedgerTree.hashOf(next))
                .draft()));
    }

    /** The next checkpoint is signed by both keys. An entry names the one to come. */
    private void endChange(SqlStore store, LedgerKeyFile file) {
        VerifierKey next = file.next().orElseThrow();
        file.announced();
        while (!tree.isNewestKey(next)) {
            if (!checkpointing.isBehind()) {
                // The former key alone has signed the entry in the meantime; there is nothing new to be signed by both.
                announce(store, next);
            }
            store.awaitChange(SqlTransaction::signLedger);
        }
        file.promote();
    }

    /** Signs what is not signed yet, if the store still commits. */
    void close(SqlStore store) {
        thread.ifPresent(Thread::interrupt);
        if (checkpointing.isBehind()) {
            try {
                store.awaitChange(SqlTransaction::signLedger);
            } catch (RuntimeException e) {
                LOG.debug("the last entries are signed at the next start");
            }
        }
        keepNewest();
    }
}
