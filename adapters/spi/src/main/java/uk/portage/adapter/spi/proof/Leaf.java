package uk.portage.adapter.spi.proof;

import java.util.Optional;
import uk.portage.adapter.spi.SourcePath;

/**
 * One populated element of a source that has no elements inside.
 *
 * @param path where it stands, in the notation that the adapter's losses use
 * @param value the value as a reader would see it, with the format's escapes undone
 * @param codeMap the code map that knows the value, if the value is a code whose target replaces it
 * @param safety what it tells, if a person may come to harm without it
 */
public record Leaf(SourcePath path, String value, Optional<String> codeMap, Optional<SafetyTopic> safety) {

    public static Leaf of(String path, String value) {
        return new Leaf(new SourcePath(path), value, Optional.empty(), Optional.empty());
    }

    /** The same leaf as a code of a map: found as the map's target, too. */
    public Leaf coded(String map) {
        return new Leaf(path, value, Optional.of(map), safety);
    }

    /** The same leaf, safety-critical. */
    public Leaf critical(SafetyTopic topic) {
        return new Leaf(path, value, codeMap, Optional.of(topic));
    }

    /** The path only: the value is part of a person's record. */
    @Override
    public String toString() {
        return "Leaf[" + path + "]";
    }
}
