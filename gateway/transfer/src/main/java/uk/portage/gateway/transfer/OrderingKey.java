package uk.portage.gateway.transfer;

import uk.portage.adapter.spi.PersonIdentifier;

/**
 * Keeps the records of one person in order without saying who it is: HMAC-SHA256(site key, identifier), 32 hexadecimal
 * digits. It is the broker's group id.
 */
public record OrderingKey(String value) {

    /**
     * @param siteKey at least 32 secret bytes, the same for the life of the store
     * @param organisation scopes a local id; an NHS number is the same person everywhere
     */
    public static OrderingKey of(byte[] siteKey, OdsCode organisation, PersonIdentifier person) {
        String scope = switch (person.kind()) {
            case NHS_NUMBER -> "";
            case LOCAL -> organisation.value() + "|" + person.authority();
        };
        return of(siteKey, Sha256.ofParts(person.kind().name(), scope, person.value()));
    }

    /** For a document that names nobody: its own key, so that it waits for no one. */
    public static OrderingKey of(byte[] siteKey, SubmissionId submission) {
        return of(siteKey, Sha256.ofParts("submission", submission.toString()));
    }

    private static OrderingKey of(byte[] siteKey, Sha256 content) {
        return new OrderingKey(KeyedHash.of(siteKey, content));
    }

    @Override
    public String toString() {
        return value;
    }
}
