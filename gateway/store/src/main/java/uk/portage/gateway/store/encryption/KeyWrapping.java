package uk.portage.gateway.store.encryption;

import java.util.Optional;

/**
 * The key-encryption keys of a store: each wraps many data keys. This is where a key management system outside the gateway
 * may be put in place of a file. Safe for use by many threads.
 */
public interface KeyWrapping {

    /** The id of the key that wraps now: at most 64 letters, digits and hyphens, and nothing of the key itself. */
    String current();

    /**
     * Wraps a data key by the current key.
     *
     * @param context what the data key belongs to; it cannot be unwrapped for anything else
     */
    byte[] wrap(byte[] dataKey, byte[] context);

    /**
     * @param id of the key that has wrapped it
     * @return empty if there is no key of this id, or if it has not wrapped this for this context
     */
    Optional<byte[]> unwrap(String id, byte[] wrapped, byte[] context);

    /**
     * Makes a new key the current one; what others have wrapped can still be unwrapped.
     *
     * @return its id; empty if the keys are given from outside, and changed there
     */
    default Optional<String> rotate() {
        return Optional.empty();
    }

    /** Forgets the keys other than the current one: nothing is wrapped by them any more. */
    default void retireOthers() {}
}
