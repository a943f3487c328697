package uk.portage.adapter.spi;

/** In which way a source element is not carried as itself. Stored for ever: constants are added, never renamed. */
public enum LossKind {
    /** No place in the bundle was found for it; it stands only in the attached original. */
    NO_TARGET,
    /** A code that no code map knows; carried with its own system or as text. */
    UNKNOWN_CODE,
    /** Carried by a target that says less than the source. */
    COARSER,
    /** Structured in the source, carried as plain text only. */
    TEXT_ONLY,
    /** Carried up to a limit. */
    TRUNCATED,
    /** Not lawful for its type, so not carried as that type. */
    UNPARSEABLE
}
