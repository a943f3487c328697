package uk.portage.gateway.store;

import java.time.Instant;
import uk.portage.gateway.transfer.Sha256;

/**
 * Remembers, within a {@link Transaction}, what is good once: the signed assertions by which clients ask for tokens, the
 * one-time codes of people. Whoever is let in must be told so only after the commit.
 */
public interface SpentCredentials {

    /**
     * Spends a credential.
     *
     * @param credential a hash of whose it is and what tells it from others
     * @param expires from when on its time alone refuses it
     * @return false if it was spent before
     */
    boolean spend(Sha256 credential, Instant expires);

    /** Forgets what time alone refuses. */
    void forget(Instant now);
}
