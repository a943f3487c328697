package uk.portage.gateway.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * A piece of the tree: up to 256 hashes beside each other (C2SP tlog-tiles).
 *
 * @param level 0 for leaves; at each further level a hash is the root of a full tile of the level below
 * @param index from 0, within the level
 */
public record Tile(int level, long index) {

    /** How many levels of the tree a tile is high. */
    public static final int HEIGHT = 8;

    /** Hashes of a full tile. */
    public static final int WIDTH = 1 << HEIGHT;

    /** How many hashes the tile has in a tree of this size; 0 or less if it is not there. */
    public int widthIn(long treeSize) {
        int shift = HEIGHT * level;
        long hashes = shift >= Long.SIZE ? 0 : treeSize >> shift;
        return (int) Math.max(0, Math.min(WIDTH, hashes - index * WIDTH));
    }

    String sql() {
        return level == 0
                ? "SELECT leaf_hash FROM entry WHERE sequence > ? AND sequence <= ? ORDER BY sequence"
                : "SELECT hash FROM tree_node WHERE level = ? AND position >= ? AND position < ? ORDER BY position";
    }

    void bind(PreparedStatement select) throws SQLException {
        long first = index * WIDTH;
        if (level == 0) {
            select.setLong(1, first);
            select.setLong(2, first + WIDTH);
        } else {
            select.setInt(1, level);
            select.setLong(2, first);
            select.setLong(3, first + WIDTH);
        }
    }
}
