package uk.portage.adapter.spi;

/**
 * What a site says of an element that only its own systems know, for example of HL7 v2's Z segments.
 *
 * @param element in the notation of the format, for example {@code ZXX-5}
 * @param kind what it holds
 * @param name what it is called in the bundle: small letters, digits and hyphens
 * @param onto what it says something about
 * @param system the system of a code that names none itself, as a URI; empty if it is the sender's own
 */
public record SiteField(SourcePath element, Kind kind, String name, Subject onto, String system) {

    /** What an element holds. */
    public enum Kind {
        CODE,
        TEXT,
        DATE_TIME,
        NUMBER,
        PERSON,
        IDENTIFIER,
        ORGANISATION,
        LOCATION
    }

    /** What an element says something about. */
    public enum Subject {
        PATIENT,
        /** The visit; the patient if no visit is told. */
        ENCOUNTER
    }
}
