package uk.portage.verifier.tree;

/** Where the full subtrees of a tree come from. */
@FunctionalInterface
public interface Subtrees {

    /**
     * The root of a full subtree: that of 2^level leaves from the leaf index * 2^level on.
     *
     * @param level 0 for the leaves themselves
     */
    Hash root(int level, long index);
}
