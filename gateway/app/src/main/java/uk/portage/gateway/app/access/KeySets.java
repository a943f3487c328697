package uk.portage.gateway.app.access;

import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.configuration.PublicKeySource;

/** Everybody's public keys. */
final class KeySets {

    private final HttpClient client;
    private final Map<PublicKeySource.AtAddress, RemoteKeys> remote = new ConcurrentHashMap<>();
    private final InstantSource clock;

    /** @param client by which those at an address are fetched */
    KeySets(HttpClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Finds the key of a name that can have signed by an algorithm. */
    @FunctionalInterface
    interface Finder {
        Optional<JWK> find(String keyId, String algorithm);
    }

    /**
     * The keys of a source; a file is read now.
     *
     * @throws CommandFailedException if a file is wrong
     */
    Finder of(PublicKeySource source) {
        if (source instanceof PublicKeySource.InFile file) {
            return read(file.file())::find;
        }
        return remote.computeIfAbsent(
                (PublicKeySource.AtAddress) source, at -> new RemoteKeys(at.address(), client, clock))::find;
    }

    private static PublicKeys read(Path file) {
        try {
            return PublicKeys.strictly(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw CommandFailedException.environment(
                    "cannot read " + file + ": it must belong to the user who runs this");
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.usage(file + ": " + e.getMessage());
        }
    }
}
