package uk.portage.adapter.explain.page;

import java.util.List;

/**
 * All that the page shows.
 *
 * @param policy the content security policy: nothing from elsewhere, and of style and script only these
 */
public record PageView(
        String policy,
        String style,
        String script,
        String title,
        String name,
        String caution,
        List<Fact> facts,
        List<Tally> tallies,
        int total,
        List<Fact> findings,
        List<SourceLine> source,
        BundleNode bundle,
        List<TableSection> sections) {

    /** Something to know, and what it is called. */
    public record Fact(String name, String text) {}

    /**
     * How many elements had one outcome.
     *
     * @param style the class that shows it
     * @param from where its part of the bar begins, in thousandths
     * @param width of its part of the bar, in thousandths
     */
    public record Tally(String style, String words, int count, int from, int width) {}

    /** One line of the document as sent. */
    public record SourceLine(List<Piece> pieces) {}

    /**
     * A stretch of a line.
     *
     * @param element the element's number; -1 for what stands between elements
     * @param style the class that shows what became of it; {@code mark} for a section's own name
     * @param title what it is, for a pointer that rests on it
     * @param first where a reader is led to, for example {@code v12}
     * @param to all places it went to, for example {@code v12 v13}
     */
    public record Piece(String text, int element, String style, String title, String first, String to) {}

    public record TableSection(String path, String name, List<Row> rows) {}

    public record Row(
            int element,
            String path,
            String name,
            String value,
            String style,
            String outcome,
            String note,
            boolean lossy,
            List<Place> places,
            List<Place> morePlaces) {}

    /** @param id of the value in the bundle, for example {@code v12} */
    public record Place(String id, String path, String value) {}
}
