package uk.portage.verifier.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Everything against the recursive definitions of RFC 9162, written down as they stand there. */
class ProofsTest {

    private static final int MOST = 300;

    private final List<Hash> leaves = IntStream.range(0, MOST)
            .mapToObj(i -> Hash.ofLeaf(("entry " + i).getBytes(StandardCharsets.UTF_8)))
            .toList();

    private final List<Hash> roots = IntStream.rangeClosed(0, MOST)
            .mapToObj(size -> naive(leaves.subList(0, size)))
            .toList();

    private final Map<Long, Hash> known = new HashMap<>();

    private final Subtrees subtrees = (level, index) -> known.computeIfAbsent(
            index << 8 | level, key -> naive(leaves.subList((int) (index << level), (int) ((index + 1) << level))));

    private static Hash naive(List<Hash> leaves) {
        if (leaves.isEmpty()) {
            return Hash.OF_NOTHING;
        }
        if (leaves.size() == 1) {
            return leaves.get(0);
        }
        int k = 1;
        while (k * 2 < leaves.size()) {
            k *= 2;
        }
        return Hash.ofNode(naive(leaves.subList(0, k)), naive(leaves.subList(k, leaves.size())));
    }

    @Test
    void the_hashes_of_known_trees_are_what_sha_256_gives_for_their_bytes() {
        // By hand: printf '' | sha256sum, printf '\0' | sha256sum, printf '\0a' | sha256sum, and two of these joined.
        assertThat(hexadecimal(Hash.OF_NOTHING))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(hexadecimal(Hash.ofLeaf(new byte[0])))
                .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assertThat(hexadecimal(Hash.ofLeaf(bytes("a"))))
                .isEqualTo("022a6979e6dab7aa5ae4c3e5e45f7e977112a7e63593820dbec1ec738a24f93c");
        assertThat(hexadecimal(Hash.ofNode(Hash.ofLeaf(bytes("a")), Hash.ofLeaf(bytes("b")))))
                .isEqualTo("b137985ff484fb600db93107c77b0365c80d78f5b429ded0fd97361d077999eb");
        GrowingTree three = new GrowingTree();
        List.of("a", "b", "c").forEach(entry -> three.add(Hash.ofLeaf(bytes(entry))));
        assertThat(hexadecimal(three.root()))
                .isEqualTo("36642e73c2540ab121e3a6bf9545b0a24982cd830eb13d3cd19de3ce6c021ec1");
    }

    @Test
    void a_growing_tree_has_the_root_of_the_definition_at_each_size() {
        GrowingTree tree = new GrowingTree();
        assertThat(tree.root()).isEqualTo(Hash.OF_NOTHING);
        Map<Long, Hash> completed = new HashMap<>();
        for (int size = 1; size <= MOST; size++) {
            tree.add(leaves.get(size - 1), (level, index, subtree) -> completed.put(index << 8 | level, subtree));
            assertThat(tree.size()).isEqualTo(size);
            assertThat(tree.root()).isEqualTo(roots.get(size));
            assertThat(GrowingTree.of(size, subtrees).root()).isEqualTo(tree.root());
        }
        assertThat(completed).hasSize(300 + 150 + 75 + 37 + 18 + 9 + 4 + 2 + 1);
        completed.forEach((key, subtree) -> assertThat(subtree).isEqualTo(subtrees.root((int) (key & 0xFF), key >> 8)));
    }

    @Test
    void every_leaf_of_every_tree_is_proved_and_nothing_else() {
        for (int size = 1; size <= MOST; size += size < 70 ? 1 : 23) {
            Hash root = roots.get(size);
            for (int index = 0; index < size; index++) {
                List<Hash> proof = Proofs.inclusion(index, size, subtrees);
                assertThat(Proofs.includes(leaves.get(index), index, size, root, proof))
                        .isTrue();
                int other = (index + 1) % MOST;
                assertThat(Proofs.includes(leaves.get(other), index, size, root, proof))
                        .isFalse();
                assertThat(Proofs.includes(leaves.get(index), index, size, leaves.get(other), proof))
                        .isFalse();
                if (size > 1) {
                    assertThat(Proofs.includes(leaves.get(index), (index + 1) % size, size, root, proof))
                            .isFalse();
                    for (List<Hash> damaged : damaged(proof)) {
                        assertThat(Proofs.includes(leaves.get(index), index, size, root, damaged))
                                .isFalse();
                    }
                }
            }
            assertThat(Proofs.includes(leaves.get(0), size, size, root, List.of()))
                    .isFalse();
            assertThat(Proofs.includes(leaves.get(0), -1, size, root, List.of()))
                    .isFalse();
        }
    }

    @Test
    void every_tree_is_proved_to_be_the_beginning_of_every_larger_one_and_no_other_is() {
        for (int size = 0; size <= MOST; size += size < 70 ? 1 : 23) {
            Hash root = roots.get(size);
            for (int older = 0; older <= size; older++) {
                Hash olderRoot = roots.get(older);
                List<Hash> proof = Proofs.consistency(older, size, subtrees);
                assertThat(Proofs.isConsistent(older, olderRoot, size, root, proof))
                        .as("%d of %d", older, size)
                        .isTrue();
                Hash another = Hash.ofLeaf(bytes("another"));
                assertThat(Proofs.isConsistent(older, another, size, root, proof))
                        .isFalse();
                if (older > 0 && older < size) {
                    assertThat(Proofs.isConsistent(older, olderRoot, size, another, proof))
                            .isFalse();
                    for (List<Hash> damaged : damaged(proof)) {
                        assertThat(Proofs.isConsistent(older, olderRoot, size, root, damaged))
                                .isFalse();
                    }
                }
            }
            assertThat(Proofs.isConsistent(size + 1, root, size, root, List.of()))
                    .isFalse();
        }
    }

    @Test
    void what_cannot_be_proved_is_not_tried() {
        assertThatThrownBy(() -> Proofs.inclusion(5, 5, subtrees)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Proofs.consistency(6, 5, subtrees)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GrowingTree.of(3, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void base64_is_read_only_as_it_is_written() {
        String text = leaves.get(0).base64();
        assertThat(Hash.parse(text)).contains(leaves.get(0));
        assertThat(Hash.parse(text.replace("=", ""))).isEmpty();
        assertThat(Hash.parse(text + "\n")).isEmpty();
        assertThat(Hash.parse("AAAA")).isEmpty();
        // The last character before the padding carries two spare bits.
        char last = text.charAt(42);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        assertThat(Hash.parse(text.substring(0, 42) + alphabet.charAt(alphabet.indexOf(last) ^ 1) + "="))
                .isEmpty();
    }

    private static List<List<Hash>> damaged(List<Hash> proof) {
        List<List<Hash>> damaged = new ArrayList<>();
        damaged.add(proof.subList(0, proof.size() - 1));
        damaged.add(proof.subList(1, proof.size()));
        List<Hash> longer = new ArrayList<>(proof);
        longer.add(Hash.OF_NOTHING);
        damaged.add(longer);
        for (int i = 0; i < proof.size(); i++) {
            List<Hash> changed = new ArrayList<>(proof);
            byte[] bytes = proof.get(i).bytes();
            bytes[i % Hash.LENGTH] ^= 1;
            changed.set(i, Hash.ofBytes(bytes));
            damaged.add(changed);
        }
        return damaged;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hexadecimal(Hash hash) {
        return HexFormat.of().formatHex(hash.bytes());
    }
}
