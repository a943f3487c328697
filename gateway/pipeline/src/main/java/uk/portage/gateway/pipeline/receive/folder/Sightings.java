package uk.portage.gateway.pipeline.receive.folder;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Since when each file has looked as it does. Measured by our own clock from sighting to sighting: the file's own times
 * come from other machines.
 */
final class Sightings {

    /** A file as last seen: since when it has not changed, and before when it is not to be tried again. */
    private record Sighting(Look look, long since, long notBefore) {}

    private final Map<Path, Sighting> sightings = new HashMap<>();
    private final Set<Path> ofThisRound = new HashSet<>();

    void beginRound() {
        ofThisRound.clear();
    }

    /** Forgets what has gone. */
    void endRound() {
        sightings.keySet().retainAll(ofThisRound);
    }

    /** Notes how a file looks now. */
    void see(Path file, Look look) {
        ofThisRound.add(file);
        Sighting before = sightings.get(file);
        if (before == null || !before.look().equals(look)) {
            long now = System.nanoTime();
            sightings.put(file, new Sighting(look, now, now));
        }
    }

    /** How long a file has looked as it does. */
    Duration unchanged(Path file) {
        Sighting sighting = sightings.get(file);
        return sighting == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - sighting.since());
    }

    boolean isDue(Path file) {
        Sighting sighting = sightings.get(file);
        return sighting == null || System.nanoTime() - sighting.notBefore() >= 0;
    }

    /** Leaves a file alone for a while, unless it changes. */
    void postpone(Path file, Duration time) {
        sightings.computeIfPresent(
                file,
                (path, sighting) ->
                        new Sighting(sighting.look(), sighting.since(), System.nanoTime() + time.toNanos()));
    }

    /** What is there and has been seen. */
    Set<Path> files() {
        return Set.copyOf(sightings.keySet());
    }
}
