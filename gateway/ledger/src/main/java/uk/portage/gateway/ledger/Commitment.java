package uk.portage.gateway.ledger;

import java.security.SecureRandom;
import uk.portage.gateway.transfer.Sha256;

/**
 * Binds an entry to a submission's bytes without giving them away: SHA-256(salt || bytes). A hash without salt could be
 * guessed from a short message. The salt is kept with the bytes and dies with them, and the entry that remains says
 * nothing about them any more.
 */
public final class Commitment {

    /** Bytes of a salt. */
    public static final int SALT_LENGTH = 32;

    private Commitment() {}

    public static Sha256 of(byte[] salt, byte[] content) {
        if (salt.length != SALT_LENGTH) {
            throw new IllegalArgumentException("a salt has " + SALT_LENGTH + " bytes, not " + salt.length);
        }
        return Sha256.ofConcatenation(salt, content);
    }

    public static byte[] newSalt(SecureRandom random) {
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        return salt;
    }
}
