package uk.portage.gateway.app.configuration;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Where public keys are and by which algorithms they sign, for a client or a provider. */
final class KeySourceSection {

    private static final String FILE_FORM = "a file with a JWK Set";
    private static final String ADDRESS_FORM =
            "an https address on one of the hosts that 'jwks-hosts' under 'oauth2' names";

    private final Path folder;
    private final Set<String> hosts;

    /** @param folder in which relative paths begin */
    KeySourceSection(Path folder, Set<String> hosts) {
        this.folder = folder;
        this.hosts = hosts;
    }

    /** Reads {@code jwks} or {@code jwks-url}; empty only if there are problems. */
    Optional<KeySource> read(YamlSection section) {
        if (section.has("jwks") == section.has("jwks-url")) {
            section.problem("one of 'jwks' (" + FILE_FORM + ") and 'jwks-url' (" + ADDRESS_FORM + ") is needed");
        }
        Optional<KeySource> file = section.read(
                "jwks",
                FILE_FORM,
                text -> Optional.of(folder.resolve(text))
                        .filter(Files::isReadable)
                        .map(KeySource.InFile::new));
        Optional<KeySource> address =
                section.read("jwks-url", ADDRESS_FORM, text -> address(text).map(KeySource.AtAddress::new));
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
            return Optional.of(URI.create(text)).filter(this::isAllowed);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isAllowed(URI address) {
        if (address.getHost() == null || address.getRawUserInfo() != null || address.getRawFragment() != null) {
            return false;
        }
        boolean encrypted = "https".equals(address.getScheme());
        boolean here = "http".equals(address.getScheme())
                && Set.of("localhost", "127.0.0.1").contains(address.getHost());
        String host = address.getHost().toLowerCase(Locale.ROOT);
        return (encrypted || here) && hosts.contains(address.getPort() < 0 ? host : host + ":" + address.getPort());
    }
}
