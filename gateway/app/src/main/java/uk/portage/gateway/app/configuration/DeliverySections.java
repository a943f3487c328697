package uk.portage.gateway.app.configuration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration;
import uk.portage.gateway.transfer.OdsCode;

/** The destinations that are pushed to, as {@code portage.yaml} says them. */
final class DeliverySections {

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
            // It may be a share that is not mounted yet: whether it is there is seen while delivering.
            Optional<Path> directory = section.require(
                    "directory",
                    "a directory",
                    text -> Optional.of(folder.resolve(text).normalize()));
            directory
                    .filter(d -> !directories.add(d))
                    .ifPresent(d -> section.problem("there is another delivery to this directory"));
            section.refuseTheRest();
            if (destination.isPresent() && directory.isPresent()) {
                deliveries.add(new DeliveryConfiguration.ToDirectory(destination.get(), directory.get()));
            }
        }
        return deliveries;
    }
}
