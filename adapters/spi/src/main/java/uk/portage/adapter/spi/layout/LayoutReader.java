package uk.portage.adapter.spi.layout;

import java.util.Optional;
import uk.portage.adapter.spi.SourceDocument;

/** Finds where everything stands in the documents of one format. */
@FunctionalInterface
public interface LayoutReader {

    /** Total, and the same for the same bytes; empty if the bytes are not a document of the format. */
    Optional<SourceLayout> layout(SourceDocument document);
}
