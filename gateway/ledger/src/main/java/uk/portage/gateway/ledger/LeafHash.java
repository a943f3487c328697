package uk.portage.gateway.ledger;

import uk.portage.gateway.transfer.Sha256;

/** The leaf of an entry in a Merkle tree (RFC 9162, 2.1.1): SHA-256(0x00 || canonical form). */
public final class LeafHash {

    private static final byte[] LEAF = {0};

    private LeafHash() {}

    public static Sha256 of(byte[] canonical) {
        return Sha256.ofConcatenation(LEAF, canonical);
    }
}
