package uk.portage.gateway.app.configuration;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How callers get tokens by OAuth2, and whose tokens are taken.
 *
 * @param clients the file of those that this gateway itself gives tokens to
 * @param signingKey the file of the key that signs them; made if it is not there
 * @param jwksHosts from which keys may be fetched
 * @param providers others whose tokens are taken
 */
public record OAuth2Configuration(Path clients, Path signingKey, AllowedHosts jwksHosts, List<Provider> providers) {

    public OAuth2Configuration {
        providers = List.copyOf(providers);
    }

    /**
     * A provider of OpenID Connect whose access tokens are taken.
     *
     * @param audience what they must be for: the name of this gateway there
     * @param algorithms by which they may be signed
     * @param organisationClaim where the code of the caller's organisation stands, step by step
     * @param rolesClaim where its roles stand: a list, or words with spaces between
     * @param roles what the provider's words mean here
     */
    public record Provider(
            String issuer,
            String audience,
            PublicKeySource keys,
            Set<String> algorithms,
            List<String> organisationClaim,
            List<String> rolesClaim,
            Map<String, Scope> roles) {

        public Provider {
            algorithms = Set.copyOf(algorithms);
            organisationClaim = List.copyOf(organisationClaim);
            rolesClaim = List.copyOf(rolesClaim);
            roles = Map.copyOf(roles);
        }
    }
}
