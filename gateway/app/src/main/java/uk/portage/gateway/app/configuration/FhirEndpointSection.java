package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import uk.portage.gateway.mailbox.exchange.ClientCredentials;
import uk.portage.gateway.mailbox.exchange.FhirEndpoint;

/** A FHIR server of somebody else, as {@code portage.yaml} says where it is and how it lets the gateway in. */
final class FhirEndpointSection {

    static final String ADDRESS_FORM = "an https address (http within this machine, or with insecure: true)";
    private static final String SECRET_FORM = "a file of mode 0600 whose first line is the secret";

    private final Path folder;

    /** @param folder in which relative paths begin */
    FhirEndpointSection(Path folder) {
        this.folder = folder;
    }

    /** Reads {@code fhir} and what belongs to it; the rest of the section is its own. */
    Optional<FhirEndpoint> read(YamlSection section) {
        boolean insecure = section.read("insecure", "true or false", ConfigurationFile::truth)
                .orElse(false);
        Optional<URI> base = section.require("fhir", ADDRESS_FORM, address(insecure));
        boolean protectedByTokens = section.has("oauth2");
        Optional<ClientCredentials> oauth2 =
                protectedByTokens ? oauth2(section.section("oauth2"), insecure) : Optional.empty();
        Optional<Path> trusted = section.read(
                "trust-store",
                "a file of PEM certificates",
                text -> Optional.of(folder.resolve(text)).filter(Files::isReadable));
        Duration limit = section.read("time-limit", ConfigurationFile.TIME_FORM, FhirEndpointSection::limit)
                .orElse(FhirEndpoint.USUAL_TIME_LIMIT);
        return base.isPresent() && protectedByTokens == oauth2.isPresent()
                ? Optional.of(new FhirEndpoint(base.get(), oauth2, trusted, limit))
                : Optional.empty();
    }

    private Optional<ClientCredentials> oauth2(YamlSection section, boolean insecure) {
        Optional<URI> url = section.require("token-url", ADDRESS_FORM, address(insecure));
        Optional<String> id = section.require("client-id", "the name this gateway is known by", Optional::of);
        Optional<String> secret = section.require("secret-file", SECRET_FORM, this::secret);
        Optional<String> scope = section.text("scope").map(YamlSection.Text::value);
        section.refuseTheRest();
        return url.isPresent() && id.isPresent() && secret.isPresent()
                ? Optional.of(new ClientCredentials(url.get(), id.get(), secret.get(), scope))
                : Optional.empty();
    }

    static Function<String, Optional<URI>> address(boolean insecure) {
        return text -> {
            try {
                return Optional.of(URI.create(text.replaceAll("/+$", "")))
                        .filter(address -> FhirEndpoint.isAllowed(address, insecure));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        };
    }

    private static Optional<Duration> limit(String text) {
        return ConfigurationFile.duration(text)
                .filter(time -> time.compareTo(Duration.ofSeconds(1)) >= 0 && time.compareTo(Duration.ofHours(1)) <= 0);
    }

    private Optional<String> secret(String text) {
        Path file = folder.resolve(text);
        try {
            if (PrivateFile.complaint(file).isPresent()) {
                return Optional.empty();
            }
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
