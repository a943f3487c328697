package uk.portage.gateway.app.configuration;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;

/** The provider at which people sign in, as {@code portage.yaml} says it. */
final class SignInSection {

    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]+");
    private static final String ISSUER_FORM = "an https address on one of the 'hosts'";
    private static final String SECRET_FORM = "a file with the secret, readable by its owner only";
    private static final String KEY_FORM =
            "a file with a private RSA or EC key as a JWK with a 'kid', readable by its owner only";
    private static final int LONGEST_NAME = 60;

    /** Figures and the state of the gateway: what people may see, never a record. */
    private static final List<Scope> SCOPES = List.of(Scope.AUDIT, Scope.OPERATE);

    private final Path folder;
    private final Set<OdsCode> organisations;

    /** @param folder in which relative paths begin */
    SignInSection(Path folder, Set<OdsCode> organisations) {
        this.folder = folder;
        this.organisations = organisations;
    }

    /** Empty only if there are problems. */
    Optional<SignInConfiguration> read(YamlSection section) {
        AllowedHosts hosts = AllowedHosts.read(section, "hosts");
        Optional<URI> issuer =
                section.require("issuer", ISSUER_FORM, text -> address(text).filter(hosts::allow));
        Optional<String> name = section.read(
                "name",
                "1 to " + LONGEST_NAME + " characters",
                text -> Optional.of(text).filter(t -> !t.isBlank() && t.length() <= LONGEST_NAME));
        Optional<String> clientId = section.require("client-id", "the name of this gateway there", Optional::of);
        Optional<SignInConfiguration.Proof> proof = proof(section);
        List<String> scopes = section.readAll(
                "scopes",
                "a scope of the provider",
                text -> Optional.of(text).filter(t -> SCOPE.matcher(t).matches()));
        Optional<Path> trusted = section.read(
                "trust-store",
                "a file of PEM certificates",
                text -> Optional.of(folder.resolve(text)).filter(Files::isReadable));
        Set<String> algorithms =
                PublicKeySourceSection.algorithms(section, OAuth2Section.ALGORITHMS, OAuth2Section.ALGORITHMS);
        if (section.has("organisation") == section.has("organisation-claim")) {
            section.problem("one of 'organisation' (for everybody) and 'organisation-claim' is needed");
        }
        Optional<OdsCode> organisation = section.read(
                "organisation", ConfigurationFile.ODS_FORM, ConfigurationFile.organisationIn(organisations));
        Optional<List<String>> organisationClaim =
                section.read("organisation-claim", "the claim with the ODS code", OAuth2Section::steps);
        Optional<List<String>> rolesClaim =
                section.require("roles-claim", "the claim with the roles", OAuth2Section::steps);
        Map<String, Role> roles = roles(section.section("roles"));
        if (roles.isEmpty()) {
            section.problem("'roles' is missing: what the provider calls "
                    + String.join(", ", SCOPES.stream().map(Scope::word).toList()));
        }
        section.refuseTheRest();
        return issuer.isPresent() && clientId.isPresent() && proof.isPresent() && rolesClaim.isPresent()
                ? Optional.of(new SignInConfiguration(
                        issuer.get(),
                        name.orElse(issuer.get().getHost()),
                        clientId.get(),
                        proof.get(),
                        scopes.isEmpty() ? List.of("profile") : scopes,
                        hosts,
                        trusted,
                        algorithms,
                        organisation,
                        organisationClaim.orElse(List.of()),
                        rolesClaim.get(),
                        roles))
                : Optional.empty();
    }

    private Optional<SignInConfiguration.Proof> proof(YamlSection section) {
        if (section.has("secret-file") == section.has("key-file")) {
            section.problem("one of 'secret-file' (" + SECRET_FORM + ") and 'key-file' (" + KEY_FORM + ") is needed");
        }
        Optional<SignInConfiguration.Proof> secret = section.read(
                "secret-file", SECRET_FORM, text -> secret(text).map(SignInConfiguration.Proof.Secret::new));
        Optional<SignInConfiguration.Proof> key =
                section.read("key-file", KEY_FORM, text -> key(text).map(SignInConfiguration.Proof.Key::new));
        return secret.or(() -> key);
    }

    private Optional<String> secret(String text) {
        return content(text)
                .flatMap(content -> content.lines().findFirst())
                .map(String::strip)
                .filter(line -> !line.isEmpty());
    }

    private Optional<JWK> key(String text) {
        return content(text)
                .flatMap(content -> {
                    try {
                        return Optional.of(JWK.parse(content));
                    } catch (ParseException | RuntimeException notOne) {
                        return Optional.<JWK>empty();
                    }
                })
                .filter(key ->
                        key.isPrivate() && key.getKeyID() != null && (key instanceof RSAKey || key instanceof ECKey));
    }

    private Optional<String> content(String text) {
        Path file = folder.resolve(text);
        try {
            return PrivateFile.complaint(file).isPresent()
                    ? Optional.empty()
                    : Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Map<String, Role> roles(YamlSection section) {
        Map<String, Role> roles = new HashMap<>();
        for (Scope scope : SCOPES) {
            for (String word : section.readAll(scope.word(), "a role of the provider", Optional::of)) {
                if (roles.put(word, scope.role()) != null) {
                    section.problem("'" + word + "' means two things");
                }
            }
        }
        section.refuseTheRest();
        return roles;
    }

    private static Optional<URI> address(String text) {
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
