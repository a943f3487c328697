package uk.portage.gateway.transfer;

/** What is lawfully withheld of a record, to be counted. Stored for ever: constants are added, never renamed. */
public enum WithheldKind {
    ADDRESS("address", "addresses"),
    TELECOM("telecom", "telephone numbers and electronic addresses"),
    LOCATION("location", "places"),
    ORGANISATION("organisation", "organisations other than sender and receiver"),
    GENERAL_PRACTITIONER("general-practitioner", "general practitioners"),
    NEXT_OF_KIN("next-of-kin", "details of next of kin"),
    DOCUMENT("document", "documents and original bytes, which cannot be searched"),
    TEXT("text", "texts and codes that repeat what is withheld"),
    FURTHER_DETAIL("further-detail", "further details of places");

    private final String code;
    private final String meaning;

    WithheldKind(String code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** As a restricted bundle names it, for example {@code next-of-kin}. */
    public String code() {
        return code;
    }

    /** For people, in the plural. */
    public String meaning() {
        return meaning;
    }
}
