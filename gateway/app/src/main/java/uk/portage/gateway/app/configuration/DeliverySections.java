package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.Mode;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.OAuth2;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.ToDirectory;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.ToFhirServer;
import uk.portage.gateway.transfer.OdsCode;

/** The destinations that are pushed to, as {@code portage.yaml} says them. */
final class DeliverySections {

    private static final String ADDRESS_FORM = "an https address (http within this machine, or with insecure: true)";
    private static final String SECRET_FORM = "a file of mode 0600 whose first line is the secret";

    private final Path folder;
    private final Set<OdsCode> destinations;

    /** @param folder in which relative paths begin */
    DeliverySections(Path folder, Set<OdsCode> destinations) {
        this.folder = folder;
        this.destinations = destinations;
    }

    List<DeliveryConfiguration> read(List<YamlSection> sections) {
        List<DeliveryConfiguration> deliveries = new ArrayList<>();
        Set<OdsCode> pushedTo = new HashSet<>();
        Set<Path> directories = new HashSet<>();
        for (YamlSection section : sections) {
            Optional<OdsCode> destination =
                    section.require("destination", "one of the destinations", ConfigurationFile.oneOf(destinations));
            destination
                    .filter(d -> !pushedTo.add(d))
                    .ifPresent(d -> section.problem("there is another delivery to " + d));
            if (section.has("directory") == section.has("fhir")) {
                section.problem("a delivery has either a 'directory' or a 'fhir' server");
            }
            Optional<Path> directory = section.read(
                    "directory",
                    "a directory",
                    // It may be a share that is not mounted yet: whether it is there is seen while delivering.
                    text -> Optional.of(folder.resolve(text).normalize()));
            directory
                    .filter(d -> !directories.add(d))
                    .ifPresent(d -> section.problem("there is another delivery to this directory"));
            Optional<ToFhirServer> server = server(section, destination);
            section.refuseTheRest();
            destination.ifPresent(d -> directory.ifPresent(place -> deliveries.add(new ToDirectory(d, place))));
            server.ifPresent(deliveries::add);
        }
        return deliveries;
    }

    /** The hosts to which each destination may have notifications sent. */
    Map<OdsCode, Set<URI>> notifiedHosts(YamlSection section) {
        Map<OdsCode, Set<URI>> hosts = new LinkedHashMap<>();
        for (YamlSection.Text key : section.keys()) {
            Optional<OdsCode> destination =
                    ConfigurationFile.oneOf(destinations).apply(key.value());
            if (destination.isEmpty()) {
                section.problem("'" + key.value() + "' is not one of the destinations");
            }
            YamlSection one = section.section(key.value());
            boolean insecure = one.read("insecure", "true or false", ConfigurationFile::truth)
                    .orElse(false);
            List<URI> allowed = one.readAll("hosts", ADDRESS_FORM, address(insecure));
            if (!one.has("hosts")) {
                one.problem("'hosts' is missing: where notifications may go");
            }
            one.refuseTheRest();
            destination.ifPresent(d -> hosts.put(d, Set.copyOf(allowed)));
        }
        return hosts;
    }

    private Optional<ToFhirServer> server(YamlSection section, Optional<OdsCode> destination) {
        if (!section.has("fhir")) {
            return Optional.empty();
        }
        boolean insecure = section.read("insecure", "true or false", ConfigurationFile::truth)
                .orElse(false);
        Optional<URI> base = section.read("fhir", ADDRESS_FORM, address(insecure));
        Optional<Mode> mode = section.require("mode", "transaction or process-message", DeliverySections::mode);
        boolean protectedByTokens = section.has("oauth2");
        Optional<OAuth2> oauth2 = protectedByTokens ? oauth2(section.section("oauth2"), insecure) : Optional.empty();
        Optional<Path> trusted = section.read(
                "trust-store",
                "a file of PEM certificates",
                text -> Optional.of(folder.resolve(text)).filter(Files::isReadable));
        Duration limit = section.read("time-limit", ConfigurationFile.TIME_FORM, DeliverySections::limit)
                .orElse(ToFhirServer.USUAL_TIME_LIMIT);
        return destination.isPresent()
                        && base.isPresent()
                        && mode.isPresent()
                        && protectedByTokens == oauth2.isPresent()
                ? Optional.of(new ToFhirServer(destination.get(), base.get(), mode.get(), oauth2, trusted, limit))
                : Optional.empty();
    }

    private Optional<OAuth2> oauth2(YamlSection section, boolean insecure) {
        Optional<URI> url = section.require("token-url", ADDRESS_FORM, address(insecure));
        Optional<String> id = section.require("client-id", "the name this gateway is known by", Optional::of);
        Optional<String> secret = section.require("secret-file", SECRET_FORM, this::secret);
        Optional<String> scope = section.text("scope").map(YamlSection.Text::value);
        section.refuseTheRest();
        return url.isPresent() && id.isPresent() && secret.isPresent()
                ? Optional.of(new OAuth2(url.get(), id.get(), secret.get(), scope))
                : Optional.empty();
    }

    private static Function<String, Optional<URI>> address(boolean insecure) {
        return text -> {
            try {
                return Optional.of(URI.create(text.replaceAll("/+$", "")))
                        .filter(address -> DeliveryConfiguration.isAllowed(address, insecure));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        };
    }

    private static Optional<Mode> mode(String text) {
        return switch (text) {
            case "transaction" -> Optional.of(Mode.TRANSACTION);
            case "process-message" -> Optional.of(Mode.PROCESS_MESSAGE);
            default -> Optional.empty();
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
