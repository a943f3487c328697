package uk.portage.gateway.mailbox;

import uk.portage.gateway.transfer.Sha256;

/** A bundle's bytes, FHIR JSON in UTF-8, and their hash. */
public final class StoredBundle {

    private final byte[] bytes;
    private final Sha256 hash;

    StoredBundle(byte[] bytes, Sha256 hash) {
        this.bytes = bytes;
        this.hash = hash;
    }

    /** The array itself, not a copy; it must not be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public Sha256 hash() {
        return hash;
    }

    /** The size only: a bundle holds a person's record. */
    @Override
    public String toString() {
        return "StoredBundle[" + bytes.length + " bytes]";
    }
}
