package uk.portage.adapter.spi.layout;

import java.util.List;
import uk.portage.adapter.spi.SourcePath;

/**
 * Elements that stand together, for example a segment.
 *
 * @param path its place in the notation of the source format
 * @param name what it is in plain words; empty if nobody knows
 * @param offset where its own name begins in the text
 * @param length of its own name; 0 if it has none in the text
 * @param elements in order
 */
public record Section(SourcePath path, String name, int offset, int length, List<PlacedElement> elements) {

    public Section {
        elements = List.copyOf(elements);
    }
}
