package uk.portage.gateway.app.configuration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tokens of OAuth2, as {@code portage.yaml} says it. */
final class OAuth2Section {

    private static final String USUAL_CLIENTS = "clients.yaml";
    private static final String USUAL_KEY = "oauth2.key";

    /** Public keys only: with a shared secret whoever checks tokens could make them. */
    static final List<String> ALGORITHMS =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    private final Path folder;

    /** @param folder in which relative paths begin */
    OAuth2Section(Path folder) {
        this.folder = folder;
    }

    OAuth2Configuration read(YamlSection section) {
        Path clients = section.read("clients", "a file of clients", this::readable)
                .orElseGet(() -> folder.resolve(USUAL_CLIENTS));
        Path key = folder.resolve(
                section.text("signing-key").map(YamlSection.Text::value).orElse(USUAL_KEY));
        AllowedHosts hosts = AllowedHosts.read(section, "jwks-hosts");
        List<OAuth2Configuration.Provider> providers = new ArrayList<>();
        for (YamlSection one : section.sections("providers")) {
            provider(one, new PublicKeySourceSection(folder, hosts)).ifPresent(provider -> {
                if (providers.stream().anyMatch(other -> other.issuer().equals(provider.issuer()))) {
                    one.problem("another provider has this issuer too");
                }
                providers.add(provider);
            });
        }
        section.refuseTheRest();
        return new OAuth2Configuration(clients, key, hosts, providers);
    }

    private Optional<Path> readable(String text) {
        return Optional.of(folder.resolve(text)).filter(Files::isReadable);
    }

    private static Optional<OAuth2Configuration.Provider> provider(
            YamlSection section, PublicKeySourceSection sources) {
        Optional<String> issuer = section.require("issuer", "the issuer as it stands in the tokens", Optional::of);
        Optional<String> audience = section.require("audience", "the name of this gateway in the tokens", Optional::of);
        Optional<PublicKeySource> keys = sources.read(section);
        Set<String> algorithms = PublicKeySourceSection.algorithms(section, ALGORITHMS, ALGORITHMS);
        Optional<List<String>> organisation =
                section.require("organisation-claim", "the claim with the ODS code", OAuth2Section::steps);
        List<String> rolesClaim = section.read("roles-claim", "the claim with the roles", OAuth2Section::steps)
                .orElse(List.of("scope"));
        Map<String, Scope> roles = roles(section.section("roles"));
        if (roles.isEmpty()) {
            section.problem("'roles' is missing: what the provider calls " + String.join(", ", Scope.words()));
        }
        section.refuseTheRest();
        return issuer.isPresent() && audience.isPresent() && keys.isPresent() && organisation.isPresent()
                ? Optional.of(new OAuth2Configuration.Provider(
                        issuer.get(), audience.get(), keys.get(), algorithms, organisation.get(), rolesClaim, roles))
                : Optional.empty();
    }

    private static Map<String, Scope> roles(YamlSection section) {
        Map<String, Scope> roles = new HashMap<>();
        for (Scope scope : Scope.values()) {
            for (String word : section.readAll(scope.word(), "a role of the provider", Optional::of)) {
                if (roles.put(word, scope) != null) {
                    section.problem("'" + word + "' means two things");
                }
            }
        }
        section.refuseTheRest();
        return roles;
    }

    static Optional<List<String>> steps(String text) {
        return Optional.of(List.of(text.split("\\.", -1))).filter(steps -> !steps.contains(""));
    }
}
