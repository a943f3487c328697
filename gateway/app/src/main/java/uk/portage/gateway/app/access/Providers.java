package uk.portage.gateway.app.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.configuration.OAuth2Configuration;
import uk.portage.gateway.app.configuration.PublicKeySource;
import uk.portage.gateway.app.configuration.Scope;
import uk.portage.gateway.pipeline.watch.WatchedFile;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;

/** Takes access tokens that others give: for this gateway, for an organisation it knows, for roles it has words for. */
final class Providers {

    /** Not an id token, a logout token or an assertion of another purpose. */
    private static final Set<String> TYPES = Set.of("", "jwt", AccessTokens.TYPE);

    private record Trusted(
            OAuth2Configuration.Provider provider, WatchedFile<KeySets.Finder, CommandFailedException> keys) {}

    private final Map<String, Trusted> providers = new HashMap<>();
    private final Predicate<OdsCode> organisations;
    private final InstantSource clock;

    /** @param organisations those that are known */
    Providers(
            List<OAuth2Configuration.Provider> providers,
            Predicate<OdsCode> organisations,
            KeySets keySets,
            InstantSource clock) {
        this.organisations = organisations;
        this.clock = clock;
        for (OAuth2Configuration.Provider provider : providers) {
            WatchedFile<KeySets.Finder, CommandFailedException> keys = new WatchedFile<>(
                    WatchedFile.Watched.files(
                            "keys of " + provider.issuer(),
                            provider.keys() instanceof PublicKeySource.InFile file ? List.of(file.file()) : List.of()),
                    () -> keySets.of(provider.keys()),
                    CommandFailedException.class,
                    clock);
            this.providers.put(provider.issuer(), new Trusted(provider, keys));
        }
    }

    Verdict judge(Jwt token) {
        Optional<Trusted> trusted = token.text("iss").flatMap(issuer -> Optional.ofNullable(providers.get(issuer)));
        if (trusted.isEmpty()) {
            return Verdict.unknown();
        }
        OAuth2Configuration.Provider provider = trusted.get().provider();
        boolean genuine = TYPES.contains(token.type())
                && provider.algorithms().contains(token.algorithm())
                && token.keyId()
                        .flatMap(id -> trusted.get().keys().content().find(id, token.algorithm()))
                        .filter(token::isSignedWith)
                        .isPresent();
        Optional<OdsCode> organisation = token.text(provider.organisationClaim())
                .flatMap(text -> OdsCode.parse(text).filter(code -> code.value().equals(text)))
                .filter(organisations);
        if (!genuine || organisation.isEmpty()) {
            return Verdict.unknown();
        }
        if (!token.audience().contains(provider.audience())) {
            return new Verdict.Refused(organisation, Verdict.Reason.WRONG_AUDIENCE);
        }
        Instant now = clock.instant();
        if (token.time("exp")
                .filter(end -> now.isBefore(end.plus(Assertions.SKEW)))
                .isEmpty()) {
            return new Verdict.Refused(organisation, Verdict.Reason.EXPIRED);
        }
        Set<Role> roles = token.words(provider.rolesClaim()).stream()
                .flatMap(word -> Optional.ofNullable(provider.roles().get(word)).stream())
                .map(Scope::role)
                .collect(Collectors.toUnmodifiableSet());
        return roles.isEmpty()
                        || !token.isByThen("nbf", now.plus(Assertions.SKEW))
                        || !token.isByThen("iat", now.plus(Assertions.SKEW))
                ? new Verdict.Refused(organisation, Verdict.Reason.UNKNOWN)
                : new Verdict.Admitted(organisation.get(), roles);
    }
}
