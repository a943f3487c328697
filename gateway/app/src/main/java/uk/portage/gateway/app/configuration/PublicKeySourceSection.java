package uk.portage.gateway.app.configuration;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where public keys are and by which algorithms they sign, for a client or a provider. */
final class PublicKeySourceSection {

    private static final String FILE_FORM = "a file with a JWK Set";
    private static final String ADDRESS_FORM =
            "an https address on one of the hosts that 'jwks-hosts' under 'oauth2' names";

    private final Path folder;
    private final AllowedHosts hosts;

    /** @param folder in which relative paths begin */
    PublicKeySourceSection(Path folder, AllowedHosts hosts) {
        this.folder = folder;
        this.hosts = hosts;
    }

    /** Reads {@code jwks} or {@code jwks-url}; empty only if there are problems. */
    Optional<PublicKeySource> read(YamlSection section) {
        if (section.has("jwks") == section.has("jwks-url")) {
            section.problem("one of 'jwks' (" + FILE_FORM + ") and 'jwks-url' (" + ADDRESS_FORM + ") is needed");
        }
        Optional<PublicKeySource> file = section.read(
                "jwks",
                FILE_FORM,
                text -> Optional.of(folder.resolve(text))
                        .filter(Files::isReadable)
                        .map(PublicKeySource.InFile::new));
        Optional<PublicKeySource> address =
                section.read("jwks-url", ADDRESS_FORM, text -> address(text).map(PublicKeySource.AtAddress::new));
        return file.or(() -> address);
    }

    /** Those named under {@code algorithms}, or the usual ones. */
    static Set<String> algorithms(YamlSection section, List<String> known, List<String> usual) {
        Set<String> named = new LinkedHashSet<>(section.readAll(
                "algorithms",
                "one of " + String.join(", ", known),
                text -> Optional.of(text).filter(known::contains)));
        return named.isEmpty() ? Set.copyOf(usual) : named;
    }

    private Optional<URI> address(String text) {
        try {
            return Optional.of(URI.create(text)).filter(hosts::allow);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
