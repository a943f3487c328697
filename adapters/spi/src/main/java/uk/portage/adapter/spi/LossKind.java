package uk.portage.adapter.spi;

/** In which way a source element is not carried as itself. Stored for ever: constants are added, never renamed. */
public enum LossKind {
    /** No place in the bundle was found for it; it stands only in the attached original. */
    NO_TARGET("no place in the bundle; it stands only in the attached original"),
    /** A code that no code map knows; carried with its own system or as text. */
    UNKNOWN_CODE("a code that no code map knows; carried with its own system or as text"),
    /** Carried by a target that says less than the source. */
    COARSER("carried by a target that says less than the source"),
    /** Structured in the source, carried as plain text only. */
    TEXT_ONLY("structured in the source, carried as plain text only"),
    /** Carried up to a limit. */
    TRUNCATED("carried up to a limit"),
    /** Not lawful for its type, so not carried as that type. */
    UNPARSEABLE("not lawful for its type, so not carried as that type");

    private final String meaning;

    LossKind(String meaning) {
        this.meaning = meaning;
    }

    /** One plain clause for people, without a full stop. */
    public String meaning() {
        return meaning;
    }
}
