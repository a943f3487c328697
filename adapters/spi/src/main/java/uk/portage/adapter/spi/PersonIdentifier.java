package uk.portage.adapter.spi;

/**
 * The identifier by which a document names its person.
 *
 * @param kind NHS number, or an id that only the assigning authority understands
 * @param authority the assigning authority of a local id, empty for an NHS number
 * @param value as sent, without spaces
 */
public record PersonIdentifier(Kind kind, String authority, String value) {

    /** Whose identifier it is. */
    public enum Kind {
        NHS_NUMBER,
        LOCAL
    }

    /** The kind only: the value identifies a person. */
    @Override
    public String toString() {
        return "PersonIdentifier[" + kind + "]";
    }
}
