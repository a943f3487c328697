package uk.portage.verifier.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * A tree to which leaves are added. It keeps only the roots of the full subtrees along its right edge, one for each bit
 * that is set in its size, so it has a few hundred bytes however large it is. For one thread.
 */
public final class GrowingTree {

    private final List<Hash> edge;
    private long size;

    public GrowingTree() {
        this.edge = new ArrayList<>();
    }

    private GrowingTree(long size, List<Hash> edge) {
        this.size = size;
        this.edge = new ArrayList<>(edge);
    }

    /**
     * Goes on from the full subtrees of a tree, the largest first.
     *
     * @throws IllegalArgumentException if there is not one for each bit that is set in the size
     */
    public static GrowingTree of(long size, List<Hash> edge) {
        if (size < 0 || Long.bitCount(size) != edge.size()) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has not " + edge.size() + " subtrees");
        }
        return new GrowingTree(size, edge);
    }

    /** The tree of this size that the subtrees belong to. */
    public static GrowingTree of(long size, Subtrees subtrees) {
        List<Hash> edge = new ArrayList<>();
        long start = 0;
        for (int level = Long.SIZE - 2; level >= 0; level--) {
            if ((size >> level & 1) == 1) {
                edge.add(subtrees.root(level, start >> level));
                start += 1L << level;
            }
        }
        return of(size, edge);
    }

    public void add(Hash leaf) {
        add(leaf, (level, index, root) -> {});
    }

    /** Adds a leaf, and says which full subtrees it completes: first the leaf itself, then ever larger ones. */
    public void add(Hash leaf, Completion completion) {
        Hash node = leaf;
        int level = 0;
        completion.completed(level, size, node);
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            node = Hash.ofNode(edge.remove(edge.size() - 1), node);
            level++;
            completion.completed(level, size >> level, node);
        }
        edge.add(node);
        size++;
    }

    /** Hears of full subtrees. */
    @FunctionalInterface
    public interface Completion {

        /** See {@link Subtrees#root} for what level and index mean. */
        void completed(int level, long index, Hash root);
    }

    public long size() {
        return size;
    }

    /** The Merkle Tree Hash of all leaves (RFC 9162, 2.1.1). */
    public Hash root() {
        if (edge.isEmpty()) {
            return Hash.OF_NOTHING;
        }
        Hash root = edge.get(edge.size() - 1);
        for (int i = edge.size() - 2; i >= 0; i--) {
            root = Hash.ofNode(edge.get(i), root);
        }
        return root;
    }

    public GrowingTree copy() {
        return new GrowingTree(size, edge);
    }
}
