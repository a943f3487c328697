package uk.portage.adapter.spi.layout;

import uk.portage.adapter.spi.SourcePath;

/**
 * One populated element that has no elements inside, in its place.
 *
 * @param path in the notation that losses and leaves use
 * @param name what it is in plain words, for example {@code patient name: family name}; empty if nobody knows
 * @param value as a reader would see it, with the format's escapes undone
 * @param offset where it begins in the text
 * @param length in the text, at least 1
 * @param framing true if it only frames the document, and so cannot be lost
 */
public record PlacedElement(SourcePath path, String name, String value, int offset, int length, boolean framing) {

    /** The path only: the value is part of a person's record. */
    @Override
    public String toString() {
        return "PlacedElement[" + path + "]";
    }
}
