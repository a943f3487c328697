package uk.portage.gateway.app.configuration;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Sha256;

/**
 * A credential.
 *
 * @param hash SHA-256 of the secret, which itself is not kept
 * @param expires from this moment on it is refused
 */
public record Token(Sha256 hash, Caller caller, Instant expires) {

    /** What is kept of a secret. */
    public static Sha256 hashOf(String secret) {
        return Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expires);
    }

    /** Whose it is, without the hash. */
    @Override
    public String toString() {
        return "Token[" + caller.organisation() + ", " + caller.role() + "]";
    }
}
