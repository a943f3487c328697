package uk.portage.gateway.app.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import uk.portage.gateway.app.configuration.Client;
import uk.portage.gateway.app.configuration.Scope;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;

/** The tokens that this gateway gives and takes (RFC 9068). */
final class AccessTokens {

    /** A client that is suspended or loses a scope is refused at once; its key's theft is found out this late. */
    static final Duration LIFE = Duration.ofMinutes(5);

    static final String TYPE = "at+jwt";

    private static final String ORGANISATION = "organisation";

    private final ECKey key;
    private final ClientBook clients;
    private final Supplier<String> issuer;
    private final InstantSource clock;

    /** @param issuer this gateway's address, as callers know it */
    AccessTokens(ECKey key, ClientBook clients, Supplier<String> issuer, InstantSource clock) {
        this.key = key;
        this.clients = clients;
        this.issuer = issuer;
        this.clock = clock;
    }

    String issue(Client client, Set<Scope> scopes) {
        Instant now = clock.instant();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType(TYPE))
                        .keyID(key.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(issuer.get())
                        .audience(issuer.get())
                        .subject(client.id())
                        .claim("client_id", client.id())
                        .claim(ORGANISATION, client.organisation().value())
                        .claim("scope", words(scopes))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFE)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("the key of this gateway does not sign", e);
        }
        return token.serialize();
    }

    /** With spaces between, always in the same order. */
    static String words(Set<Scope> scopes) {
        return new TreeSet<>(scopes).stream().map(Scope::word).collect(Collectors.joining(" "));
    }

    /** True if it says that it is from here; whether it is, {@link #judge} finds out. */
    boolean claims(Jwt token) {
        return token.text("iss").equals(Optional.of(issuer.get()));
    }

    Verdict judge(Jwt token) {
        boolean genuine = token.algorithm().equals(JWSAlgorithm.ES256.getName())
                && token.type().equals(TYPE)
                && token.keyId().equals(Optional.of(key.getKeyID()))
                && token.isSignedWith(key);
        Optional<OdsCode> organisation = token.text(ORGANISATION).flatMap(OdsCode::parse);
        if (!genuine || !claims(token) || organisation.isEmpty()) {
            return Verdict.unknown();
        }
        if (!token.audience().equals(List.of(issuer.get()))) {
            return new Verdict.Refused(organisation, Verdict.Reason.WRONG_AUDIENCE);
        }
        Instant now = clock.instant();
        if (token.time("exp").filter(now::isBefore).isEmpty()) {
            return new Verdict.Refused(organisation, Verdict.Reason.EXPIRED);
        }
        Set<Role> roles = token.text("client_id")
                .flatMap(clients::find)
                .map(ClientBook.Registered::client)
                .filter(client -> client.organisation().equals(organisation.get()))
                .map(client -> roles(token, client))
                .orElse(Set.of());
        return roles.isEmpty()
                ? new Verdict.Refused(organisation, Verdict.Reason.REVOKED)
                : new Verdict.Admitted(organisation.get(), roles);
    }

    /** Those that the token says and the client still has. */
    private static Set<Role> roles(Jwt token, Client client) {
        return token.words(List.of("scope")).stream()
                .flatMap(word -> Scope.of(word).stream())
                .filter(client.scopes()::contains)
                .map(Scope::role)
                .collect(Collectors.toUnmodifiableSet());
    }
}
