package uk.portage.gateway.app.access;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.configuration.OAuth2Configuration;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;

/** Signed tokens: where programs get them, and what those that are brought are worth. */
public final class OAuth2 {

    /** Where tokens are to be had. */
    public static final String TOKEN_PATH = "/oauth2/token";

    private final AccessTokens own;
    private final Providers providers;
    private final TokenServlet tokenServlet;
    private final MetadataServlet metadataServlet;

    /**
     * Reads clients and keys.
     *
     * @param organisations those that are known
     * @param issuer this gateway's address as callers know it, once it is up
     * @param denied is told of everyone whom the token endpoint refuses
     * @throws CommandFailedException if one of the files is wrong
     */
    public OAuth2(
            OAuth2Configuration configuration,
            KnownOrganisations organisations,
            Store store,
            Supplier<String> issuer,
            BiConsumer<Optional<OdsCode>, FailureCode> denied,
            InstantSource clock) {
        KeySets keySets = new KeySets(Connections.client(Optional.empty()), clock);
        ECKey key = SigningKey.in(configuration.signingKey());
        ClientBook clients = new ClientBook(configuration, organisations, keySets, clock);
        this.own = new AccessTokens(key, clients, issuer, clock);
        this.providers = new Providers(configuration.providers(), organisations::contain, keySets, clock);
        this.tokenServlet = new TokenServlet(
                new Assertions(clients, organisations::isSuspended, store, () -> tokenEndpoint(issuer), clock),
                own,
                denied);
        this.metadataServlet = new MetadataServlet(issuer, new JWKSet(key));
    }

    static String tokenEndpoint(Supplier<String> issuer) {
        return issuer.get() + TOKEN_PATH;
    }

    /** True if a bearer token has the form of a signed one. */
    public static boolean isSigned(String bearer) {
        return Jwt.isLike(bearer);
    }

    /** What a signed token is worth at this moment. */
    public Verdict judge(String bearer) {
        return Jwt.read(bearer)
                .map(token -> own.claims(token) ? own.judge(token) : providers.judge(token))
                .orElseGet(Verdict::unknown);
    }

    public TokenServlet tokenServlet() {
        return tokenServlet;
    }

    public MetadataServlet metadataServlet() {
        return metadataServlet;
    }
}
