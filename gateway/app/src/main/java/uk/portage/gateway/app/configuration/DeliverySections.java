package uk.portage.gateway.app.configuration;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.mailbox.exchange.FhirEndpoint;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.Mode;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.ToDirectory;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration.ToFhirServer;
import uk.portage.gateway.transfer.OdsCode;

/** The destinations that are pushed to, as {@code portage.yaml} says them. */
final class DeliverySections {

    private final Path folder;
    private final Set<OdsCode> destinations;
    private final FhirEndpointSection endpoints;

    /** @param folder in which relative paths begin */
    DeliverySections(Path folder, Set<OdsCode> destinations) {
        this.folder = folder;
        this.destinations = destinations;
        this.endpoints = new FhirEndpointSection(folder);
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
            List<URI> allowed =
                    one.readAll("hosts", FhirEndpointSection.ADDRESS_FORM, FhirEndpointSection.address(insecure));
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
        Optional<FhirEndpoint> endpoint = endpoints.read(section);
        Optional<Mode> mode = section.require("mode", "transaction or process-message", DeliverySections::mode);
        return destination.isPresent() && endpoint.isPresent() && mode.isPresent()
                ? Optional.of(new ToFhirServer(
                        destination.get(),
                        endpoint.get().base(),
                        mode.get(),
                        endpoint.get().oauth2(),
                        endpoint.get().trusted(),
                        endpoint.get().timeLimit()))
                : Optional.empty();
    }

    private static Optional<Mode> mode(String text) {
        return switch (text) {
            case "transaction" -> Optional.of(Mode.TRANSACTION);
            case "process-message" -> Optional.of(Mode.PROCESS_MESSAGE);
            default -> Optional.empty();
        };
    }
}
