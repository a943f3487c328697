package uk.portage.gateway.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.portage.verifier.note.Checkpoint;
import uk.portage.verifier.note.SigningKey;
import uk.portage.verifier.tree.GrowingTree;
import uk.portage.verifier.tree.Hash;

/**
 * Grows the tree within the appender's transactions. In memory is its right edge alone; written are the roots of full
 * subtrees of 256 leaves, 65,536 leaves and so on, of which every proof can be made together with the leaves.
 */
final class TreeWriter implements AutoCloseable {

    private final Checkpointing checkpointing;
    private final PreparedStatement node;
    private final PreparedStatement checkpoint;
    private final PreparedStatement key;
    private final List<Node> completed = new ArrayList<>();

    private GrowingTree committed;
    private GrowingTree tree;
    private Signed committedSigned;
    private Signed signed;
    private boolean signNow;
    /** In the running transaction. */
    private Optional<String> justSigned = Optional.empty();

    private record Node(int level, long position, Hash hash) {}

    /** @param key the newest of the keys that have signed, empty if none has */
    private record Signed(long size, Instant at, String key) {}

    private TreeWriter(Connection connection, GrowingTree tree, Signed signed, Checkpointing checkpointing)
            throws SQLException {
        this.checkpointing = checkpointing;
        this.committed = tree;
        this.tree = tree.copy();
        this.committedSigned = signed;
        this.signed = signed;
        this.node = connection.prepareStatement("INSERT INTO tree_node (level, position, hash) VALUES (?, ?, ?)");
        this.checkpoint =
                connection.prepareStatement("INSERT INTO checkpoint (size, signed_at, note) VALUES (?, ?, ?)");
        this.key = connection.prepareStatement("INSERT INTO ledger_key (since, verifier_key) VALUES (?, ?)");
        report();
    }

    static TreeWriter open(Connection connection, long size, Checkpointing checkpointing) throws SQLException {
        long known = number(connection, "SELECT COUNT(*) FROM tree_node WHERE level = 1");
        GrowingTree tree = known < size >> Tile.HEIGHT
                ? grown(connection, size)
                : GrowingTree.of(size, new TileSubtrees(tile -> hashes(connection, tile)));
        return new TreeWriter(connection, tree, lastSigned(connection), checkpointing);
    }

    /** The tree of a ledger that began before there was one: all of it from its leaves. */
    private static GrowingTree grown(Connection connection, long size) throws SQLException {
        long[] known = new long[Long.SIZE / Tile.HEIGHT];
        for (int level = 1; level < known.length; level++) {
            known[level] = number(connection, "SELECT COUNT(*) FROM tree_node WHERE level = " + level);
        }
        List<Node> missing = new ArrayList<>();
        GrowingTree tree = new GrowingTree();
        try (PreparedStatement leaves = connection.prepareStatement(
                        "SELECT leaf_hash FROM entry WHERE sequence <= ? ORDER BY sequence");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO tree_node (level, position, hash) VALUES (?, ?, ?)")) {
            leaves.setFetchSize(10_000);
            leaves.setLong(1, size);
            try (ResultSet rows = leaves.executeQuery()) {
                while (rows.next()) {
                    tree.add(Hash.ofBytes(rows.getBytes(1)), (level, index, root) -> {
                        if (level > 0 && level % Tile.HEIGHT == 0 && index >= known[level / Tile.HEIGHT]) {
                            missing.add(new Node(level / Tile.HEIGHT, index, root));
                        }
                    });
                }
            }
            write(insert, missing);
        }
        connection.commit();
        return tree;
    }

    static List<Hash> hashes(Connection connection, Tile tile) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tile.sql())) {
            tile.bind(select);
            List<Hash> hashes = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    hashes.add(Hash.ofBytes(rows.getBytes(1)));
                }
            }
            return hashes;
        }
    }

    private static Signed lastSigned(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT size, signed_at FROM checkpoint ORDER BY size DESC LIMIT 1");
                ResultSet row = select.executeQuery();
                PreparedStatement selectKey =
                        connection.prepareStatement("SELECT verifier_key FROM ledger_key ORDER BY since DESC LIMIT 1");
                ResultSet keyRow = selectKey.executeQuery()) {
            String last = keyRow.next() ? keyRow.getString(1) : "";
            return row.next()
                    ? new Signed(row.getLong(1), Instant.ofEpochMilli(row.getLong(2)), last)
                    : new Signed(0, Instant.EPOCH, last);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    void add(Hash leaf) {
        tree.add(leaf, (level, index, root) -> {
            if (level > 0 && level % Tile.HEIGHT == 0) {
                completed.add(new Node(level / Tile.HEIGHT, index, root));
            }
        });
    }

    void flush() throws SQLException {
        if (!completed.isEmpty()) {
            write(node, completed);
        }
    }

    private static void write(PreparedStatement insert, List<Node> nodes) throws SQLException {
        for (Node one : nodes) {
            insert.setInt(1, one.level());
            insert.setLong(2, one.position());
            insert.setBytes(3, one.hash().bytes());
            insert.addBatch();
        }
        insert.executeBatch();
    }

    void sign() {
        signNow = true;
    }

    /** Signs what is committed, if that is due. */
    void signIfDue() throws SQLException {
        List<SigningKey> keys = checkpointing.signers();
        if (keys.isEmpty() || committed.size() <= signed.size() || !(signNow || checkpointing.isDue())) {
            return;
        }
        Instant now = checkpointing.now();
        SigningKey newest = keys.get(keys.size() - 1);
        String name = newest.verifier().text();
        Checkpoint head = new Checkpoint(newest.verifier().name(), committed.size(), committed.root());
        checkpoint.setLong(1, head.size());
        checkpoint.setLong(2, now.toEpochMilli());
        String note = head.signedBy(keys).note();
        checkpoint.setString(3, note);
        checkpoint.executeUpdate();
        if (!name.equals(signed.key())) {
            key.setLong(1, head.size());
            key.setString(2, name);
            key.executeUpdate();
        }
        signed = new Signed(head.size(), now, name);
        justSigned = Optional.of(note);
    }

    void committed() {
        justSigned.ifPresent(checkpointing::signed);
        committed = tree.copy();
        committedSigned = signed;
        end();
        report();
    }

    void rolledBack() {
        tree = committed.copy();
        signed = committedSigned;
        end();
    }

    private void end() {
        completed.clear();
        signNow = false;
        justSigned = Optional.empty();
    }

    private void report() {
        checkpointing.report(committed.size(), committedSigned.size(), committedSigned.at());
    }

    @Override
    public void close() throws SQLException {
        node.close();
        checkpoint.close();
        key.close();
    }
}
