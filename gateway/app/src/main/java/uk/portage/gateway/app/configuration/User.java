package uk.portage.gateway.app.configuration;

import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;

/**
 * A person who signs in on the pages.
 *
 * @param caller for which organisation and as what: {@link Role#AUDITOR} or {@link Role#OPERATOR}
 * @param passwordHash as the encoder writes it, with its algorithm
 * @param codeSecret the secret of one-time codes (RFC 6238), in base 32
 */
public record User(String name, Caller caller, String passwordHash, String codeSecret) {

    /** Who it is, without what proves it. */
    @Override
    public String toString() {
        return "User[" + name + ", " + caller.organisation() + ", " + caller.role() + "]";
    }
}
