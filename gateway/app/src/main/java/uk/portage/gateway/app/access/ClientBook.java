package uk.portage.gateway.app.access;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.configuration.Client;
import uk.portage.gateway.app.configuration.ClientsFile;
import uk.portage.gateway.app.configuration.OAuth2Configuration;
import uk.portage.gateway.app.configuration.PublicKeySource;
import uk.portage.gateway.pipeline.watch.WatchedFile;

/** The clients in force, with their keys. */
final class ClientBook {

    record Registered(Client client, KeySets.Finder keys) {}

    private final WatchedFile<Map<String, Registered>, CommandFailedException> clients;

    /** @param organisations those that are known; when they change, the file is read again */
    ClientBook(
            OAuth2Configuration configuration, KnownOrganisations organisations, KeySets keySets, InstantSource clock) {
        Path file = configuration.clients();
        this.clients = new WatchedFile<>(
                new WatchedFile.Watched<>(
                        "clients of OAuth2", List.of(file), ClientBook::keyFiles, organisations::registered),
                () -> {
                    Map<String, Registered> read = new LinkedHashMap<>();
                    for (Client client : ClientsFile.read(file, configuration.jwksHosts(), organisations::contain)) {
                        read.put(client.id(), new Registered(client, keySets.of(client.keys())));
                    }
                    return read;
                },
                CommandFailedException.class,
                clock);
    }

    private static List<Path> keyFiles(Map<String, Registered> clients) {
        List<Path> files = new ArrayList<>();
        for (Registered registered : clients.values()) {
            if (registered.client().keys() instanceof PublicKeySource.InFile keys) {
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
