package uk.portage.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uk.portage.gateway.store.StoreContract.ANN;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.ledger.CanonicalForm;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.LedgerIntegrityException;
import uk.portage.gateway.ledger.LedgerTree;
import uk.portage.gateway.ledger.SqlLedgerTree;
import uk.portage.gateway.store.encryption.KeyFile;
import uk.portage.gateway.transfer.ErasureReason;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.verifier.note.VerifierKey;
import uk.portage.verifier.tree.GrowingTree;
import uk.portage.verifier.tree.Hash;
import uk.portage.verifier.tree.Proofs;

/** What every store does so that nobody can change the ledger and not be found out. */
abstract class LedgerIntegrityContract {
    private static final String OTHER_ROOT = Hash.ofLeaf(new byte[0]).base64();

    @TempDir
    Path keys;

    final TestClock clock = new TestClock(Fixtures.NOON.plusSeconds(10));
    StoreConfiguration configuration;
    SqlStore store;
    private int written;

    abstract StoreConfiguration newDatabase();

    abstract Path keyFile();

    abstract Connection connect() throws SQLException;

    /** What lets the owner of the tables change them. */
    abstract List<String> withoutTriggers();

    @BeforeEach
    void open() {
        configuration = newDatabase();
        store = opened();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private SqlStore opened() {
        return SqlStore.open(configuration, KeyFile.at(keyFile()), Optional.of(ledgerKey()), clock);
    }

    private Path ledgerKey() {
        return keys.resolve("ledger.key");
    }

    private Path lastCheckpoint() {
        return keys.resolve("ledger.checkpoint");
    }

    private void receive(int entries) {
        int first = written;
        written += entries;
        boolean done = store.write(t -> {
                    for (int i = first; i < first + entries; i++) {
                        t.append(Fixtures.received(Integer.toString(i)));
                    }
                    return true;
                })
                .join();
        assertThat(done).isTrue();
    }

    private LedgerTree.Head newest(long size) {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> store.ledgerTree()
                        .newest()
                        .filter(head -> head.checkpoint().size() == size)
                        .isPresent());
        return store.ledgerTree().newest().orElseThrow();
    }

    private VerifierKey key() {
        List<LedgerTree.SignedSince> all = store.ledgerTree().keys();
        return VerifierKey.parse(all.get(all.size() - 1).verifierKey()).orElseThrow();
    }

    private GrowingTree recounted(long size) {
        GrowingTree tree = new GrowingTree();
        store.ledger().entriesAfter(0, (int) size).forEach(entry -> tree.add(Hash.ofLeaf(CanonicalForm.of(entry))));
        assertThat(tree.size()).isEqualTo(size);
        return tree;
    }

    private void tamper(String... changes) throws SQLException {
        store.close();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : withoutTriggers()) {
                statement.execute(sql);
            }
            for (String sql : changes) {
                assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
            }
        }
    }

    private void assertDoesNotStart(String why) {
        assertThatThrownBy(this::opened)
                .isInstanceOf(LedgerIntegrityException.class)
                .hasMessageContaining(why);
        configuration = newDatabase();
        try {
            Files.deleteIfExists(ledgerKey());
            Files.deleteIfExists(lastCheckpoint());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        store = opened();
    }

    @Test
    void the_tree_is_signed_after_ten_seconds_or_a_thousand_entries_and_each_head_follows_from_the_last() {
        receive(3);
        LedgerTree.Head first = newest(3);
        receive(300);
        receive(600);
        assertThat(store.ledgerTree().newest()).contains(first);
        clock.move(Duration.ofSeconds(10));
        LedgerTree.Head second = newest(903);
        receive(999);
        assertThat(store.ledgerTree().newest()).contains(second);
        receive(1);
        LedgerTree.Head third = newest(1903);

        assertThat(List.of(first, second, third))
                .allSatisfy(head -> assertThat(head.note().isSignedBy(key())).isTrue())
                .allSatisfy(head -> assertThat(head.checkpoint().root())
                        .isEqualTo(recounted(head.checkpoint().size()).root()));
        assertThat(store.ledgerTree().after(0, 10)).containsExactly(first, second, third);
        assertThat(store.ledgerTree().after(3, 1)).containsExactly(second);
        assertThat(store.ledgerTree().over(903)).contains(second);
        assertThat(Proofs.isConsistent(
                        903,
                        second.checkpoint().root(),
                        1903,
                        third.checkpoint().root(),
                        store.ledgerTree().consistency(903, 1903)))
                .isTrue();
    }

    @Test
    void what_is_rolled_back_is_in_no_tree_and_what_is_left_at_the_end_is_signed() {
        receive(2);
        newest(2);
        assertThatThrownBy(() -> store.write(t -> {
                            t.append(Fixtures.received("lost"));
                            throw new IllegalStateException("on purpose");
                        })
                        .join())
                .hasRootCauseMessage("on purpose");
        receive(300);
        store.close();
        store = opened();
        assertThat(store.ledgerTree().newest().orElseThrow().checkpoint().root())
                .isEqualTo(recounted(302).root());
        receive(300);
        store.close();
        store = opened();
        assertThat(store.ledgerTree().newest().orElseThrow().checkpoint().root())
                .isEqualTo(recounted(602).root());
    }

    @Test
    void each_entry_of_a_transfer_has_a_proof_and_its_erasure_leaves_the_tree_whole() throws SQLException {
        receive(300);
        boolean kept = store.write(t -> {
                    Fixtures.receive(t, "of Ann", ANN);
                    t.append(Fixtures.routed("of Ann"));
                    return true;
                })
                .join();
        assertThat(kept).isTrue();
        TransferId transfer = Fixtures.routed("of Ann").transfer().orElseThrow();
        newest(300);
        clock.move(Duration.ofSeconds(10));
        newest(302);
        assertProved(transfer, 2, 1);

        assertThat(store.erase(Fixtures.id("of Ann"), ErasureReason.PERSON, true)
                        .join())
                .isInstanceOf(Erasure.Erased.class);
        clock.move(Duration.ofSeconds(10));
        newest(303);

        assertProved(transfer, 2, 1);
        assertThat(store.ledgerTree().newest().orElseThrow().checkpoint().root())
                .isEqualTo(recounted(303).root());
        // The salt is gone with the bytes: what is left is a hash that nobody can test a guess against.
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) FROM payload")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isZero();
        }
    }

    private void assertProved(TransferId transfer, int entries, int ofTransfer) {
        LedgerTree.Receipt receipt = store.ledgerTree().receipt(transfer, false).orElseThrow();
        assertThat(receipt.waiting()).isZero();
        assertThat(receipt.proofs())
                .hasSize(entries)
                .allSatisfy(proof -> assertThat(proof.holds(key())).isTrue());
        assertThat(store.ledgerTree().receipt(transfer, true).orElseThrow().proofs())
                .hasSize(ofTransfer)
                .allSatisfy(proof -> assertThat(
                                CanonicalForm.parse(proof.entry().getBytes(StandardCharsets.UTF_8))
                                        .content()
                                        .transfer())
                        .contains(transfer));
    }

    @Test
    void the_database_refuses_to_change_tree_and_checkpoints() throws SQLException {
        receive(300);
        LedgerTree.Head head = newest(300);
        assertThat(store.keepCosignature(300, head.note().signatures().get(0))).isTrue();
        assertThat(store.keepCosignature(300, head.note().signatures().get(0))).isFalse();
        // Its writer would hold others off by its lock.
        store.close();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("tree_node", "checkpoint", "cosignature", "ledger_key")) {
                String column =
                        table.equals("tree_node") ? "level = 9" : table.equals("ledger_key") ? "since = 9" : "size = 9";
                assertThatThrownBy(() -> statement.execute("UPDATE " + table + " SET " + column))
                        .as(table)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("append-only");
                assertThatThrownBy(() -> statement.execute("DELETE FROM " + table))
                        .as(table)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("append-only");
            }
        }
    }

    @Test
    void an_entry_that_was_changed_keeps_the_gateway_from_starting() throws SQLException {
        receive(30);
        newest(30);
        tamper("UPDATE entry SET canonical = REPLACE(canonical, 'RECEIVED', 'REFUSED') WHERE sequence = 17");
        assertDoesNotStart("entry 17 is not what it was");
    }

    @Test
    void entries_that_are_gone_keep_the_gateway_from_starting() throws SQLException {
        receive(30);
        newest(30);
        tamper("DELETE FROM entry WHERE sequence > 28");
        assertDoesNotStart("a checkpoint was signed over 30 entries, and 28 are there");
    }

    @Test
    void a_tree_that_was_changed_keeps_the_gateway_from_starting() throws SQLException {
        receive(600);
        newest(600);
        tamper("DELETE FROM tree_node WHERE position = 1");
        assertDoesNotStart("a part of its tree is missing");
        receive(600);
        newest(600);
        tamper("UPDATE tree_node SET hash = (SELECT leaf_hash FROM entry WHERE sequence = 1) WHERE position = 1");
        assertDoesNotStart("its tree has not the root that was signed over 600 entries");
        receive(600);
        newest(600);
        tamper("UPDATE checkpoint SET note = REPLACE(note, '600', '599')");
        assertDoesNotStart("not signed by its key");
    }

    @Test
    void without_its_key_or_with_another_the_gateway_does_not_start() throws IOException {
        receive(1);
        newest(1);
        store.close();
        Path key = ledgerKey();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        byte[] right = Files.readAllBytes(key);
        Files.delete(key);
        assertThatThrownBy(this::opened)
                .isInstanceOf(LedgerIntegrityException.class)
                .hasMessageContaining("is missing");
        Files.write(key, right);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(this::opened).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.write(key, "PRIVATE+KEY+nonsense".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::opened)
                .hasMessageContaining("does not hold a key")
                .hasMessageNotContaining("nonsense");
        Files.delete(key);
        Files.delete(lastCheckpoint());
        StoreConfiguration first = configuration;
        configuration = newDatabase();
        opened().close();
        configuration = first;
        assertThatThrownBy(this::opened).hasMessageContaining("another key");
        Files.deleteIfExists(lastCheckpoint());
        Files.write(key, right);
        store = opened();
    }

    @Test
    void an_older_database_is_not_gone_on_with_unless_an_operator_says_so() throws Exception {
        receive(3);
        newest(3);
        receive(5);
        clock.move(Duration.ofSeconds(10));
        newest(8);
        tamper("DELETE FROM entry WHERE sequence > 3", "DELETE FROM checkpoint WHERE size > 3");

        assertThatThrownBy(this::opened)
                .isInstanceOf(LedgerIntegrityException.class)
                .hasMessageContaining("ends at entry 3, and a checkpoint over 8 entries was signed here")
                .hasMessageContaining("an older database");
        Files.delete(lastCheckpoint());
        store = opened();
        assertThat(store.ledger().lastSequence()).isEqualTo(3);
    }

    @Test
    void a_history_rewritten_with_the_key_contradicts_the_checkpoint_beside_it() throws Exception {
        receive(3);
        LedgerTree.Head before = newest(3);
        store.close();
        String kept = Files.readString(lastCheckpoint());
        assertThat(kept).contains(before.checkpoint().root().base64());
        Files.writeString(
                lastCheckpoint(), kept.replace(before.checkpoint().root().base64(), OTHER_ROOT));

        assertDoesNotStart("its tree has not the root that was signed over 3 entries");
    }

    @Test
    void a_checkpoint_of_another_ledger_or_none_in_its_file_is_not_passed_over() throws Exception {
        receive(3);
        LedgerTree.Head before = newest(3);
        store.close();
        String kept = Files.readString(lastCheckpoint());
        Files.writeString(lastCheckpoint(), kept.replace(before.checkpoint().origin(), "another.example"));

        assertDoesNotStart("is of another ledger");
        store.close();
        Files.writeString(lastCheckpoint(), "nonsense");
        assertDoesNotStart("does not hold a checkpoint");
    }

    @Test
    void the_key_is_changed_by_an_entry_and_a_checkpoint_that_both_sign() throws IOException {
        receive(5);
        newest(5);
        VerifierKey former = key();
        VerifierKey next = store.changeLedgerKey().orElseThrow();

        LedgerTree.Head both = newest(6);
        assertThat(both.note().isSignedBy(former)).isTrue();
        assertThat(both.note().isSignedBy(next)).isTrue();
        assertThat(store.ledger().entriesAfter(5, 1)).singleElement().satisfies(entry -> {
            assertThat(entry.content().kind()).isEqualTo(EntryKind.LEDGER_KEY_CHANGED);
            assertThat(entry.content().commitment()).contains(SqlLedgerTree.hashOf(next));
        });
        receive(1);
        clock.move(Duration.ofSeconds(10));
        LedgerTree.Head after = newest(7);
        assertThat(after.note().isSignedBy(next)).isTrue();
        assertThat(after.note().isSignedBy(former)).isFalse();
        assertThat(after.checkpoint().origin()).isEqualTo(former.name());
        assertThat(store.ledgerTree().keys())
                .containsExactly(
                        new LedgerTree.SignedSince(5, former.text()), new LedgerTree.SignedSince(6, next.text()));
        assertThat(keys).isDirectoryNotContaining("glob:**.next");
        assertThat(Files.readString(ledgerKey())).contains(next.text()).doesNotContain(former.text());
        store.close();
        store = opened();
        receive(1);
    }

    @Test
    void a_change_of_keys_that_was_broken_off_is_ended_or_forgotten_at_the_next_start() throws IOException {
        receive(5);
        newest(5);
        byte[] former = Files.readAllBytes(ledgerKey());
        VerifierKey first = key();
        // Killed before the entry: the key that was drawn signs nothing.
        store.close();
        Files.copy(ledgerKey(), keys.resolve("ledger.key.next"));
        store = opened();
        assertThat(keys.resolve("ledger.key.next")).doesNotExist();
        assertThat(key()).isEqualTo(first);
        // Killed after both had signed, before the key was put in its place.
        VerifierKey next = store.changeLedgerKey().orElseThrow();
        store.close();
        Files.move(ledgerKey(), keys.resolve("ledger.key.next"));
        Files.write(ledgerKey(), former);
        Files.setPosixFilePermissions(ledgerKey(), PosixFilePermissions.fromString("rw-------"));
        store = opened();
        assertThat(Files.readString(ledgerKey())).contains(next.text());
        assertThat(keys.resolve("ledger.key.next")).doesNotExist();
        receive(1);
        clock.move(Duration.ofSeconds(10));
        assertThat(newest(7).note().isSignedBy(next)).isTrue();
    }

    @Test
    void a_ledger_from_before_there_was_a_tree_gets_one() throws Exception {
        receive(700);
        newest(700);
        tamper("DELETE FROM tree_node", "DELETE FROM checkpoint", "DELETE FROM ledger_key");
        assertThatThrownBy(this::opened).hasMessageContaining("its checkpoints are gone");
        Files.delete(lastCheckpoint());
        store = opened();
        newest(700);
        receive(400);
        clock.move(Duration.ofSeconds(10));
        assertThat(newest(1100).checkpoint().root()).isEqualTo(recounted(1100).root());
        store.close();
        store = opened();
    }
}
