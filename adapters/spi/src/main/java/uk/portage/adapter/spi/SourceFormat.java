package uk.portage.adapter.spi;

/**
 * The pure functions of a source format. Both methods are total: whatever a sender may send, they return a value and
 * never throw. The same bytes give the same result.
 */
public interface SourceFormat {

    /** Reads only what intake must know before it can acknowledge: who speaks, about whom, and why. Cheap. */
    Identification identify(SourceDocument document);

    /** Translates the whole document to a FHIR R4 (UK Core) bundle and accounts for each populated source element. */
    Translation translate(SourceDocument document, TranslationContext context);
}
