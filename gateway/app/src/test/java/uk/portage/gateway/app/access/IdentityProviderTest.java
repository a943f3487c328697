package uk.portage.gateway.app.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import uk.portage.gateway.app.configuration.AllowedHosts;
import uk.portage.gateway.app.configuration.SignInConfiguration;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;

class IdentityProviderTest {

    private static final URI BACK = URI.create("https://gateway.example.org/sign-in/callback");
    private static final String VERIFIER = "v".repeat(43);

    @Test
    void the_gateway_proves_who_it_is_by_a_secret_or_by_a_key_and_is_refused_with_another() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_384).keyID("portage").generate();
        try (TestIdentityProvider provider = new TestIdentityProvider()) {
            assertThat(signIn(provider, secret(TestIdentityProvider.SECRET)))
                    .isEqualTo(new IdentityProvider.Outcome.Admitted(
                            new Person("a.teal", new Caller(new OdsCode("9A1"), Role.AUDITOR))));
            assertThat(signIn(provider, secret("another")))
                    .isEqualTo(new IdentityProvider.Outcome.Refused(IdentityProvider.Reason.UNUSABLE));

            provider.requireKey(key.toPublicJWK());
            assertThat(signIn(provider, new SignInConfiguration.Proof.Key(key)))
                    .isInstanceOf(IdentityProvider.Outcome.Admitted.class);
            JWK other = new ECKeyGenerator(Curve.P_384).keyID("portage").generate();
            assertThat(signIn(provider, new SignInConfiguration.Proof.Key(other)))
                    .isEqualTo(new IdentityProvider.Outcome.Refused(IdentityProvider.Reason.UNUSABLE));
        }
    }

    private static SignInConfiguration.Proof secret(String text) {
        return new SignInConfiguration.Proof.Secret(text);
    }

    private static IdentityProvider.Outcome signIn(TestIdentityProvider provider, SignInConfiguration.Proof proof)
            throws Exception {
        IdentityProvider asked = new IdentityProvider(
                new SignInConfiguration(
                        URI.create(provider.issuer()),
                        "Trust login",
                        TestIdentityProvider.CLIENT,
                        proof,
                        List.of("profile"),
                        new AllowedHosts(Set.of(provider.host())),
                        Optional.empty(),
                        Set.of("RS256"),
                        Optional.of(new OdsCode("9A1")),
                        List.of(),
                        List.of("realm_access", "roles"),
                        Map.of("portage-auditor", Role.AUDITOR)),
                organisation -> true,
                Clock.systemUTC());
        URI there = asked.authorisation(BACK, "state", "nonce", VERIFIER);
        String back = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(there).build(), BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String code =
                TestIdentityProvider.parameters(URI.create(back).getRawQuery()).getOrDefault("code", "");
        return asked.redeem(code, BACK, "nonce", VERIFIER);
    }
}
