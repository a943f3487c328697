package uk.portage.adapter.spi;

import java.util.List;

/**
 * The pure functions of a source format. All are total: whatever a sender may send, they return a value and never
 * throw. The same bytes give the same result.
 */
public interface SourceFormat {

    /**
     * The documents of a file of this format. A format whose files hold one document each need not say so; one that
     * knows envelopes (for HL7 v2 the batch protocol) splits here, and nowhere else. Cuts and never changes a byte.
     */
    default Batch split(SourceDocument file) {
        return new Batch(file.size() == 0 ? List.of() : List.of(file), List.of());
    }

    /** Reads only what intake must know before it can acknowledge: who speaks, about whom, and why. Cheap. */
    Identification identify(SourceDocument document);

    /** Translates the whole document to a FHIR R4 (UK Core) bundle and accounts for each populated source element. */
    Translation translate(SourceDocument document, TranslationContext context);
}
