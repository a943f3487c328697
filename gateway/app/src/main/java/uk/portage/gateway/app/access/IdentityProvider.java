package uk.portage.gateway.app.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenClaimsVerifier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.configuration.PublicKeySource;
import uk.portage.gateway.app.configuration.SignInConfiguration;
import uk.portage.gateway.pipeline.tls.ClientTls;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;

/**
 * The provider of OpenID Connect at which people sign in, by the authorisation code flow (OpenID Connect Core section 3.1)
 * with PKCE (RFC 7636). It is asked for nothing before somebody wants to sign in. Safe for use by many threads.
 */
final class IdentityProvider {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityProvider.class);
    private static final Duration METADATA_GOOD_FOR = Duration.ofMinutes(10);
    private static final String METADATA = "/.well-known/openid-configuration";
    private static final int LONGEST_NAME = 64;

    /** Not an access token or an assertion. */
    private static final Set<String> TYPES = Set.of("", "jwt");

    /** What came of it. */
    sealed interface Outcome {

        record Admitted(Person person) implements Outcome {}

        /** @param organisation for which it would have read, if that is known */
        record Refused(Reason reason, Optional<OdsCode> organisation) implements Outcome {
            Refused(Reason reason) {
                this(reason, Optional.empty());
            }
        }
    }

    /** Why nobody was signed in. */
    enum Reason {
        /** The answer is to no question that this browser has brought, or it came too late. */
        STALE,
        /** It said that it signs nobody in. */
        DECLINED,
        /** Too much is under way here. */
        LATER,
        /** It does not answer, or only that it cannot. */
        UNREACHABLE,
        /** What it answers cannot be used: it or this gateway is not configured rightly. */
        UNUSABLE,
        /** The code or the id token is not good. */
        NOT_PROVEN,
        /** Who it is is proven, but for no organisation that is known. */
        NO_ORGANISATION,
        /** Who it is is proven, but it has no role here. */
        NO_ROLE
    }

    /** The provider fails. */
    static final class ProviderException extends Exception {

        private static final long serialVersionUID = 1L;

        private final Reason reason;

        private ProviderException(Reason reason) {
            super(reason.name());
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }

    private record Known(OIDCProviderMetadata metadata, Instant at) {}

    private final SignInConfiguration configuration;
    private final Predicate<OdsCode> organisations;
    private final InstantSource clock;
    private final Connections connections;
    private final KeySets keys;
    private volatile Optional<Known> known = Optional.empty();

    /**
     * @param organisations those that are known
     * @throws CommandFailedException if the certificates cannot be read
     */
    IdentityProvider(SignInConfiguration configuration, Predicate<OdsCode> organisations, InstantSource clock) {
        this.configuration = configuration;
        this.organisations = organisations;
        this.clock = clock;
        try {
            var client = Connections.client(
                    configuration.trusted().isPresent()
                            ? Optional.of(ClientTls.context(configuration.trusted(), Optional.empty(), ""))
                            : Optional.empty());
            this.connections = new Connections(client);
            this.keys = new KeySets(client, clock);
        } catch (IOException e) {
            throw CommandFailedException.usage(String.valueOf(e.getMessage()));
        }
    }

    String name() {
        return configuration.name();
    }

    /** Where to send a browser of somebody who wants to sign in. */
    URI authorisation(URI redirect, String state, String nonce, String verifier) throws ProviderException {
        Scope scopes = new Scope("openid");
        configuration.scopes().forEach(scopes::add);
        return new AuthenticationRequest.Builder(ResponseType.CODE, scopes, clientId(), redirect)
                .endpointURI(metadata().getAuthorizationEndpointURI())
                .state(new State(state))
                .nonce(new Nonce(nonce))
                .codeChallenge(new CodeVerifier(verifier), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /** True if an answer comes from this provider, as far as it says (RFC 9207). */
    boolean isFrom(Optional<String> issuer) throws ProviderException {
        return issuer.isPresent()
                ? issuer.get().equals(configuration.issuer().toString())
                : !metadata().supportsAuthorizationResponseIssuerParam();
    }

    /** Redeems a code and finds out who has signed in. */
    Outcome redeem(String code, URI redirect, String nonce, String verifier) {
        try {
            OIDCProviderMetadata metadata = metadata();
            Optional<String> token = idToken(metadata, code, redirect, verifier);
            Optional<Jwt> proven = token.flatMap(Jwt::read).filter(jwt -> isGenuine(metadata, jwt, nonce));
            return proven.isPresent() ? judge(proven.get()) : new Outcome.Refused(Reason.NOT_PROVEN);
        } catch (ProviderException e) {
            return new Outcome.Refused(e.reason());
        }
    }

    private Outcome judge(Jwt token) {
        Optional<OdsCode> organisation = configuration
                .organisation()
                .or(() -> token.text(configuration.organisationClaim())
                        .flatMap(text ->
                                OdsCode.parse(text).filter(one -> one.value().equals(text))))
                .filter(organisations);
        if (organisation.isEmpty()) {
            return new Outcome.Refused(Reason.NO_ORGANISATION);
        }
        Set<Role> roles = token.words(configuration.rolesClaim()).stream()
                .flatMap(word -> Optional.ofNullable(configuration.roles().get(word)).stream())
                .collect(Collectors.toUnmodifiableSet());
        if (roles.isEmpty()) {
            return new Outcome.Refused(Reason.NO_ROLE, organisation);
        }
        // An operator reads what an auditor does.
        Role role = roles.contains(Role.OPERATOR) ? Role.OPERATOR : Role.AUDITOR;
        String name = Stream.of("preferred_username", "email", "name", "sub")
                .flatMap(claim -> token.text(claim).stream())
                .findFirst()
                .orElse("");
        String shown = name.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .limit(LONGEST_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return new Outcome.Admitted(new Person(shown, new Caller(organisation.get(), role)));
    }

    private boolean isGenuine(OIDCProviderMetadata metadata, Jwt token, String nonce) {
        PublicKeySource source = new PublicKeySource.AtAddress(metadata.getJWKSetURI());
        boolean signed = TYPES.contains(token.type())
                && configuration.algorithms().contains(token.algorithm())
                && token.keyId()
                        .flatMap(id -> keys.of(source).find(id, token.algorithm()))
                        .filter(token::isSignedWith)
                        .isPresent();
        if (!signed) {
            LOG.warn("an id token of {} has no signature that is taken here", host());
            return false;
        }
        try {
            new IDTokenClaimsVerifier(
                            new Issuer(configuration.issuer()),
                            clientId(),
                            new Nonce(nonce),
                            Math.toIntExact(Assertions.SKEW.toSeconds()))
                    .verify(token.claimsSet(), null);
            return true;
        } catch (BadJWTException | java.text.ParseException e) {
            LOG.warn("an id token of {} is of another, for another, or not of now", host());
            return false;
        }
    }

    /** Empty if the code is not good. */
    private Optional<String> idToken(OIDCProviderMetadata metadata, String code, URI redirect, String verifier)
            throws ProviderException {
        HTTPResponse answer;
        try {
            answer = new TokenRequest.Builder(
                            metadata.getTokenEndpointURI(),
                            authentication(metadata),
                            new AuthorizationCodeGrant(
                                    new AuthorizationCode(code), redirect, new CodeVerifier(verifier)))
                    .build()
                    .toHTTPRequest()
                    .send(connections);
        } catch (IOException e) {
            throw unreachable();
        }
        if (answer.getStatusCode() >= 500) {
            throw unreachable();
        }
        try {
            TokenResponse response = OIDCTokenResponseParser.parse(answer);
            if (response instanceof OIDCTokenResponse tokens) {
                return Optional.ofNullable(tokens.getOIDCTokens().getIDTokenString());
            }
            if (OAuth2Error.INVALID_GRANT.equals(response.toErrorResponse().getErrorObject())) {
                return Optional.empty();
            }
        } catch (ParseException e) {
            // It says neither yes nor no.
        }
        throw unusable("its token endpoint does not take this gateway for the client that it is configured as");
    }

    private ClientAuthentication authentication(OIDCProviderMetadata metadata) {
        if (configuration.proof() instanceof SignInConfiguration.Proof.Key proof) {
            try {
                return new PrivateKeyJWT(
                        clientId(),
                        metadata.getTokenEndpointURI(),
                        algorithm(proof.key()),
                        privatePart(proof.key()),
                        proof.key().getKeyID(),
                        null);
            } catch (JOSEException e) {
                throw new IllegalStateException("the key of this gateway does not sign", e);
            }
        }
        Secret secret = new Secret(((SignInConfiguration.Proof.Secret) configuration.proof()).secret());
        List<ClientAuthenticationMethod> methods = Objects.requireNonNullElse(
                metadata.getTokenEndpointAuthMethods(), List.of(ClientAuthenticationMethod.CLIENT_SECRET_BASIC));
        return methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                        && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                ? new ClientSecretPost(clientId(), secret)
                : new ClientSecretBasic(clientId(), secret);
    }

    private static JWSAlgorithm algorithm(JWK key) {
        if (key.getAlgorithm() != null) {
            return JWSAlgorithm.parse(key.getAlgorithm().getName());
        }
        if (!(key instanceof ECKey curve)) {
            return JWSAlgorithm.RS256;
        }
        return curve.getCurve().equals(Curve.P_256)
                ? JWSAlgorithm.ES256
                : curve.getCurve().equals(Curve.P_384) ? JWSAlgorithm.ES384 : JWSAlgorithm.ES512;
    }

    private static PrivateKey privatePart(JWK key) throws JOSEException {
        return key instanceof RSAKey rsa ? rsa.toPrivateKey() : key.toECKey().toPrivateKey();
    }

    private OIDCProviderMetadata metadata() throws ProviderException {
        Optional<Known> now = known;
        if (now.isPresent() && clock.instant().isBefore(now.get().at().plus(METADATA_GOOD_FOR))) {
            return now.get().metadata();
        }
        URI address = URI.create(configuration.issuer().toString().replaceAll("/$", "") + METADATA);
        HttpResponse<byte[]> answer;
        try {
            answer = connections.exchange(HttpRequest.newBuilder(address)
                    .header("Accept", "application/json")
                    .build());
        } catch (IOException e) {
            throw unreachable();
        }
        if (answer.statusCode() != 200) {
            throw unreachable();
        }
        OIDCProviderMetadata metadata;
        try {
            metadata = OIDCProviderMetadata.parse(new String(answer.body(), StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw unusable("what it says of itself is not OpenID Connect Discovery");
        }
        if (!configuration.issuer().toString().equals(metadata.getIssuer().getValue())) {
            throw unusable("it says of itself that it is another");
        }
        boolean allowed = Stream.of(
                        metadata.getAuthorizationEndpointURI(), metadata.getTokenEndpointURI(), metadata.getJWKSetURI())
                .allMatch(uri -> uri != null && configuration.hosts().allow(uri));
        if (!allowed) {
            throw unusable("one of its addresses is on a host that 'hosts' under 'sign-in' does not name");
        }
        known = Optional.of(new Known(metadata, clock.instant()));
        return metadata;
    }

    private ProviderException unreachable() {
        LOG.warn("the provider {} does not answer: nobody can sign in there", host());
        return new ProviderException(Reason.UNREACHABLE);
    }

    private ProviderException unusable(String why) {
        LOG.error("nobody can sign in at the provider {}: {}", host(), why);
        return new ProviderException(Reason.UNUSABLE);
    }

    private String host() {
        return configuration.issuer().getHost();
    }

    private ClientID clientId() {
        return new ClientID(configuration.clientId());
    }
}
