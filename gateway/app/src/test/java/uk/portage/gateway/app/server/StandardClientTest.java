package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of OAuth2 that others wrote finds its way by the metadata alone, and to a mailbox by its token. */
class StandardClientTest {

    @Test
    void it_finds_the_endpoint_gets_a_token_and_pulls_its_tasks(@TempDir Path parent) throws Exception {
        try (OAuth2World world = new OAuth2World(parent.resolve("data"), OAuth2World.AT_ITS_PORT)) {
            String base = "http://127.0.0.1:" + world.gateway().httpPort();
            AuthorizationServerMetadata metadata = AuthorizationServerMetadata.resolve(new Issuer(base));
            assertThat(metadata.getTokenEndpointJWSAlgs()).contains(JWSAlgorithm.RS384, JWSAlgorithm.ES384);

            TokenResponse answer = TokenResponse.parse(new TokenRequest.Builder(
                            metadata.getTokenEndpointURI(),
                            new PrivateKeyJWT(
                                    new ClientID(OAuth2World.CLIENT),
                                    metadata.getTokenEndpointURI(),
                                    JWSAlgorithm.ES384,
                                    OAuth2World.EC.toPrivateKey(),
                                    OAuth2World.EC.getKeyID(),
                                    null),
                            new ClientCredentialsGrant())
                    .scope(new Scope("system/*.cruds"))
                    .build()
                    .toHTTPRequest()
                    .send());
            assertThat(answer.indicatesSuccess()).isTrue();
            AccessTokenResponse given = answer.toSuccessResponse();
            assertThat(given.getTokens().getAccessToken().getLifetime()).isBetween(1L, 600L);
            assertThat(given.getTokens().getAccessToken().getScope()).isEqualTo(new Scope("pull"));

            HTTPRequest pull = new HTTPRequest(HTTPRequest.Method.GET, URI.create(base + "/fhir/Task"));
            pull.setAuthorization(given.getTokens().getAccessToken().toAuthorizationHeader());
            assertThat(pull.send().getBodyAsJSONObject()).containsEntry("resourceType", "Bundle");

            assertThat(checkedByItsKeys(
                                    metadata, given.getTokens().getAccessToken().getValue())
                            .getAudience())
                    .containsExactly(base);
        }
    }

    /** As whoever stands between would check a token, with the key that the gateway publishes (RFC 9068). */
    private static JWTClaimsSet checkedByItsKeys(AuthorizationServerMetadata metadata, String token) throws Exception {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                JWSAlgorithm.ES256,
                JWKSourceBuilder.create(
                                metadata.getJWKSetURI().toURL(), new DefaultResourceRetriever(5_000, 5_000, 65_536))
                        .build()));
        return processor.process(token, null);
    }
}
