package uk.portage.gateway.app.configuration;

import java.util.Set;
import uk.portage.gateway.transfer.OdsCode;

/**
 * A program that asks for tokens with a key of its own (RFC 7523).
 *
 * @param id the name it is known by
 * @param organisation for which it calls
 * @param scopes what it may ask for
 * @param algorithms by which it may sign, as RFC 7518 names them
 * @param suspended true if it stands in the file but is refused
 */
public record Client(
        String id,
        OdsCode organisation,
        Set<Scope> scopes,
        Set<String> algorithms,
        PublicKeySource keys,
        boolean suspended) {

    public Client {
        scopes = Set.copyOf(scopes);
        algorithms = Set.copyOf(algorithms);
    }
}
