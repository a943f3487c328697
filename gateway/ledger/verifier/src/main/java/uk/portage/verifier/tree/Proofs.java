package uk.portage.verifier.tree;

import java.util.ArrayList;
import java.util.List;

/** Makes and checks the proofs of a Merkle tree. Indexes count from 0. */
public final class Proofs {

    private Proofs() {}

    /**
     * The hashes beside the way from a leaf up to the root (RFC 9162, 2.1.3.1).
     *
     * @throws IllegalArgumentException if the tree has no such leaf
     */
    public static List<Hash> inclusion(long index, long size, Subtrees subtrees) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + index);
        }
        List<Hash> proof = new ArrayList<>();
        path(index, 0, size, subtrees, proof);
        return List.copyOf(proof);
    }

    private static void path(long index, long start, long end, Subtrees subtrees, List<Hash> proof) {
        if (end - start == 1) {
            return;
        }
        long middle = start + split(end - start);
        if (index < middle) {
            path(index, start, middle, subtrees, proof);
            proof.add(root(middle, end, subtrees));
        } else {
            path(index, middle, end, subtrees, proof);
            proof.add(root(start, middle, subtrees));
        }
    }

    /**
     * What shows that a tree is the beginning of a larger one (RFC 9162, 2.1.4.1); nothing if either is empty or both have
     * the same size.
     *
     * @throws IllegalArgumentException if the older tree is the larger one
     */
    public static List<Hash> consistency(long older, long size, Subtrees subtrees) {
        if (older < 0 || older > size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves never had " + older + " before");
        }
        if (older == 0 || older == size) {
            return List.of();
        }
        List<Hash> proof = new ArrayList<>();
        subproof(older, 0, size, true, subtrees, proof);
        return List.copyOf(proof);
    }

    private static void subproof(long older, long start, long end, boolean known, Subtrees subtrees, List<Hash> proof) {
        if (older == end) {
            if (!known) {
                proof.add(root(start, end, subtrees));
            }
            return;
        }
        long middle = start + split(end - start);
        if (older <= middle) {
            subproof(older, start, middle, known, subtrees, proof);
            proof.add(root(middle, end, subtrees));
        } else {
            subproof(older, middle, end, false, subtrees, proof);
            proof.add(root(start, middle, subtrees));
        }
    }

    /** The root of the leaves from start to before end. The beginning is a multiple of what it is split by. */
    private static Hash root(long start, long end, Subtrees subtrees) {
        long size = end - start;
        if (Long.bitCount(size) == 1) {
            int level = Long.numberOfTrailingZeros(size);
            return subtrees.root(level, start >> level);
        }
        long middle = start + split(size);
        return Hash.ofNode(root(start, middle, subtrees), root(middle, end, subtrees));
    }

    /** The largest power of two smaller than a size. */
    private static long split(long size) {
        return Long.highestOneBit(size - 1);
    }

    /** Whether the leaf stands at its index in the tree of this size and root (RFC 9162, 2.1.3.2). */
    public static boolean includes(Hash leaf, long index, long size, Hash root, List<Hash> proof) {
        if (index < 0 || index >= size) {
            return false;
        }
        long node = index;
        long last = size - 1;
        Hash hash = leaf;
        for (Hash beside : proof) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = Hash.ofNode(beside, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = Hash.ofNode(hash, beside);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    /** Whether the older tree is the beginning of the newer one (RFC 9162, 2.1.4.2). */
    public static boolean isConsistent(long older, Hash olderRoot, long newer, Hash newerRoot, List<Hash> proof) {
        if (older < 0 || older > newer) {
            return false;
        }
        if (older == newer) {
            return proof.isEmpty() && olderRoot.equals(newerRoot);
        }
        if (older == 0) {
            return proof.isEmpty() && olderRoot.equals(Hash.OF_NOTHING);
        }
        List<Hash> path = new ArrayList<>(proof);
        if (Long.bitCount(older) == 1) {
            path.add(0, olderRoot);
        }
        if (path.isEmpty()) {
            return false;
        }
        long node = older - 1;
        long last = newer - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        Hash before = path.get(0);
        Hash after = path.get(0);
        for (Hash beside : path.subList(1, path.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                before = Hash.ofNode(beside, before);
                after = Hash.ofNode(beside, after);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                after = Hash.ofNode(after, beside);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && before.equals(olderRoot) && after.equals(newerRoot);
    }
}
