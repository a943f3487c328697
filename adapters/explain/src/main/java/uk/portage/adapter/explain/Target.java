package uk.portage.adapter.explain;

/**
 * A place in the bundle that an element went to.
 *
 * @param pointer the place in the bundle's JSON (RFC 6901)
 * @param path the same for people: the resource's type, numbered if there are several, and the elements below it
 * @param value what stands there; for an element with others inside, what it says in short
 */
public record Target(String pointer, String path, String value) {

    /** The path only: the value is part of a person's record. */
    @Override
    public String toString() {
        return "Target[" + path + "]";
    }
}
