package uk.portage.adapter.explain.page;

import java.util.List;

/**
 * One value of the bundle's JSON with all inside it.
 *
 * @param key the member's name, as JSON; empty in an array and at the root
 * @param text a scalar as JSON; empty for objects and arrays
 * @param opening {@code {} or [}, empty for scalars
 * @param closing the same
 * @param comma what follows it
 * @param label what an entry is, for example {@code Observation[2]}; else empty
 * @param id for example {@code v12} if an element went here; else empty
 * @param from the elements that went here, for example {@code s3 s4}
 * @param first the first of these
 * @param style the class that shows what became of them
 * @param open false if it is better shown folded
 */
public record BundleNode(
        String key,
        String text,
        String opening,
        String closing,
        String comma,
        String label,
        String id,
        String from,
        String first,
        String style,
        boolean open,
        List<BundleNode> children) {

    public boolean isContainer() {
        return !opening.isEmpty();
    }

    public boolean isEmpty() {
        return children.isEmpty();
    }

    public boolean isLinked() {
        return !id.isEmpty();
    }

    /** For what is folded. */
    public String size() {
        return children.size() == 1 ? "1 inside" : children.size() + " inside";
    }
}
