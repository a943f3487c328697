package uk.portage.gateway.transfer;

/** What makes two submissions the same obligation: SHA-256(organisation | channel | business id). */
public record DedupeKey(Sha256 hash) {

    public static DedupeKey of(OdsCode organisation, String channel, String businessId) {
        return new DedupeKey(Sha256.ofParts(organisation.value(), channel, businessId));
    }

    public String hexadecimal() {
        return hash.hexadecimal();
    }

    @Override
    public String toString() {
        return hash.hexadecimal();
    }
}
