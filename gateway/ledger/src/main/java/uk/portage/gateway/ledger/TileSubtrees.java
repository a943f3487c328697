package uk.portage.gateway.ledger;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uk.portage.verifier.tree.GrowingTree;
import uk.portage.verifier.tree.Hash;
import uk.portage.verifier.tree.Subtrees;

/** Full subtrees put together from tiles, each of which is read once. For one question. */
final class TileSubtrees implements Subtrees {

    private final Tiles tiles;
    private final Map<Tile, List<Hash>> read = new HashMap<>();

    /** Where tiles are read. */
    @FunctionalInterface
    interface Tiles {
        List<Hash> hashes(Tile tile) throws SQLException;
    }

    TileSubtrees(Tiles tiles) {
        this.tiles = tiles;
    }

    @Override
    public Hash root(int level, long index) {
        int within = level % Tile.HEIGHT;
        long first = index << within;
        Tile tile = new Tile(level / Tile.HEIGHT, first / Tile.WIDTH);
        int from = (int) (first % Tile.WIDTH);
        List<Hash> hashes = read.computeIfAbsent(tile, this::hashes);
        if (hashes.size() < from + (1 << within)) {
            throw new IncompleteTreeException();
        }
        GrowingTree subtree = new GrowingTree();
        hashes.subList(from, from + (1 << within)).forEach(subtree::add);
        return subtree.root();
    }

    private List<Hash> hashes(Tile tile) {
        try {
            return tiles.hashes(tile);
        } catch (SQLException e) {
            throw new LedgerUnavailableException(e);
        }
    }
}
