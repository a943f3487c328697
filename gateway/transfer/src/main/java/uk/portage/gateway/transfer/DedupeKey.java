package uk.portage.gateway.transfer;

/** What makes two submissions the same obligation: SHA-256(organisation | channel | business id). */
public record DedupeKey(Sha256 hash) {

    public static DedupeKey of(OdsCode organisation, String channel, String businessId) {
        return new DedupeKey(Sha256.ofParts(organisation.value(), channel, businessId));
    }

    /**
     * For a document that names itself, as its sender has it.
     *
     * @param application the sending application named inside
     * @param facility the sending facility named inside
     * @param identifier the document's own, for example MSH-10
     */
    public static DedupeKey ofDocument(
            OdsCode organisation, String channel, String application, String facility, String identifier) {
        return of(organisation, channel, application + "|" + facility + "|" + identifier);
    }

    public String hexadecimal() {
        return hash.hexadecimal();
    }

    @Override
    public String toString() {
        return hash.hexadecimal();
    }
}
