package uk.portage.gateway.mailbox.exchange;

import java.net.URI;
import java.util.Optional;

/**
 * By which a token server lets the gateway in (RFC 6749, section 4.4).
 *
 * @param scope empty if the token server needs none
 */
public record ClientCredentials(URI tokenUrl, String clientId, String clientSecret, Optional<String> scope) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "ClientCredentials[" + clientId + "]";
    }
}
