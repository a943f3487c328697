package uk.portage.adapter.spi;

/**
 * The place of an element in a source document, for example {@code PID[1]-3[2].4.1}: names and positions, never values.
 *
 * @param text the path in the notation of the source format
 */
public record SourcePath(String text) implements Comparable<SourcePath> {

    @Override
    public int compareTo(SourcePath other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
