package uk.portage.adapter.spi.layout;

import java.util.List;
import java.util.Optional;
import uk.portage.adapter.spi.SourceDocument;

/**
 * One document laid out. Alterations are what an explanation is made from: where the bundle of an altered document
 * differs is where the element went. May be used by many threads.
 */
public interface SourceLayout {

    /** The document as text, as its bytes were decoded; offsets count the {@code char}s of this. */
    String text();

    /** In the order of the document; together they hold every populated element once. */
    List<Section> sections();

    /**
     * The same document, by identity too ({@link SourceDocument#varied}), with another value of the same form in one
     * element: a date stays a date, digits stay digits.
     *
     * @param attempt from 0; each alters in another way
     * @return empty if there is no further way
     */
    Optional<SourceDocument> altered(PlacedElement element, int attempt);
}
