package uk.portage.gateway.app.access;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.app.configuration.Client;
import uk.portage.gateway.app.configuration.ClientsFile;
import uk.portage.gateway.app.configuration.KeySource;
import uk.portage.gateway.app.configuration.OAuth2Configuration;
import uk.portage.gateway.transfer.OdsCode;

/** The clients in force, with their keys. */
final class ClientBook {

    record Registered(Client client, KeySets.Finder keys) {}

    private final WatchedFile<Map<String, Registered>> clients;

    ClientBook(OAuth2Configuration configuration, Set<OdsCode> organisations, KeySets keySets, InstantSource clock) {
        Path file = configuration.clients();
        this.clients = new WatchedFile<>(
                "clients of OAuth2",
                () -> {
                    Map<String, Registered> read = new LinkedHashMap<>();
                    for (Client client : ClientsFile.read(file, configuration.jwksHosts(), organisations)) {
                        read.put(client.id(), new Registered(client, keySets.of(client.keys())));
                    }
                    return read;
                },
                read -> files(file, read),
                clock);
    }

    private static List<Path> files(Path file, Map<String, Registered> clients) {
        List<Path> files = new ArrayList<>(List.of(file));
        for (Registered registered : clients.values()) {
            if (registered.client().keys() instanceof KeySource.InFile keys) {
                files.add(keys.file());
            }
        }
        return files;
    }

    /** The client, unless it is suspended. */
    Optional<Registered> find(String id) {
        return Optional.ofNullable(clients.content().get(id))
                .filter(registered -> !registered.client().suspended());
    }
}
