package uk.portage.gateway.app.configuration;

import com.nimbusds.jose.jwk.JWK;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;

/**
 * The provider of OpenID Connect at which people sign in.
 *
 * @param issuer as it stands in id tokens; its metadata lie below it
 * @param name what people call it
 * @param clientId the name of this gateway there
 * @param proof that this gateway is who it says
 * @param scopes what is asked for beside {@code openid}
 * @param hosts on which the provider's addresses may be
 * @param trusted a file of PEM certificates that the provider's must lead to; without it, the Java machine's own
 * @param algorithms by which id tokens may be signed
 * @param organisation for which everybody reads who signs in there
 * @param organisationClaim where the code of the organisation stands if it is not one for all, step by step
 * @param rolesClaim where the roles stand: a list, or words with spaces between
 * @param roles what the provider's words mean here
 */
public record SignInConfiguration(
        URI issuer,
        String name,
        String clientId,
        Proof proof,
        List<String> scopes,
        AllowedHosts hosts,
        Optional<Path> trusted,
        Set<String> algorithms,
        Optional<OdsCode> organisation,
        List<String> organisationClaim,
        List<String> rolesClaim,
        Map<String, Role> roles) {

    public SignInConfiguration {
        scopes = List.copyOf(scopes);
        algorithms = Set.copyOf(algorithms);
        organisationClaim = List.copyOf(organisationClaim);
        rolesClaim = List.copyOf(rolesClaim);
        roles = Map.copyOf(roles);
    }

    /** By what the gateway proves who it is when it redeems a code (OpenID Connect Core section 9). */
    public sealed interface Proof {

        /** A secret that the provider knows too. */
        record Secret(String secret) implements Proof {

            /** Without the secret. */
            @Override
            public String toString() {
                return "Secret";
            }
        }

        /** A private key whose public part the provider has: {@code private_key_jwt}. */
        record Key(JWK key) implements Proof {

            /** Without the key. */
            @Override
            public String toString() {
                return "Key";
            }
        }
    }
}
