package uk.portage.adapter.spi.proof;

import java.util.List;
import uk.portage.adapter.spi.SourceDocument;

/**
 * Lists what a document says, by a way of reading that is not the translator's: what the translator overlooks must not
 * be overlooked here as well.
 */
public interface LeafInventory {

    /**
     * Every populated leaf, in document order; a leaf that only frames the document (delimiters, lengths, checksums) is
     * not one. Total: a document that cannot be read has none.
     */
    List<Leaf> leaves(SourceDocument document);
}
