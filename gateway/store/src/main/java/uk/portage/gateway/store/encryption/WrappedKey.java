package uk.portage.gateway.store.encryption;

/**
 * A data key as it is kept.
 *
 * @param by the id of the key that has wrapped it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record WrappedKey(String by, byte[] bytes) {

    /** Whose it is only. */
    @Override
    public String toString() {
        return "WrappedKey[" + by + "]";
    }
}
