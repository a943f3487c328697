package uk.portage.gateway.pipeline.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What files say, read again within a second of a change. Files that have become wrong change nothing but the log. Their
 * state is noted before they are read, so that no change falls between. Safe for use by many threads.
 *
 * @param <E> how reading fails if the files are wrong
 */
public final class WatchedFile<T, E extends Exception> {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    /** Reads the files whole. */
    @FunctionalInterface
    public interface Reader<T, E extends Exception> {
        T read() throws E;
    }

    /**
     * What is watched.
     *
     * @param name for the log
     * @param files those that are there in any case
     * @param more which else, by what these say
     * @param beside what else the reading depends on; equal as long as it is the same
     */
    public record Watched<T>(String name, List<Path> files, Function<T, List<Path>> more, Supplier<?> beside) {

        public Watched {
            files = List.copyOf(files);
        }

        /** Files that name no others. */
        public static <T> Watched<T> files(String name, List<Path> files) {
            return new Watched<>(name, files, content -> List.of(), () -> "");
        }

        private List<Path> all(T content) {
            List<Path> all = new ArrayList<>(files);
            all.addAll(more.apply(content));
            return all;
        }
    }

    private record Edition<T>(T content, List<Object> state, Instant checked) {}

    private final Watched<T> watched;
    private final Reader<T, E> reader;
    private final Class<E> forgiven;
    private final InstantSource clock;
    private volatile Edition<T> edition;

    /**
     * Reads the files.
     *
     * @param forgiven the failure after which what they said before stays in force; its message goes to the log
     * @throws E if they are wrong at first
     */
    public WatchedFile(Watched<T> watched, Reader<T, E> reader, Class<E> forgiven, InstantSource clock) throws E {
        this.watched = watched;
        this.reader = reader;
        this.forgiven = forgiven;
        this.clock = clock;
        List<Object> state = state(watched.files());
        this.edition = read(watched.files(), state, reader);
    }

    /** As the files are now, or were when last they were right. */
    public T content() {
        Edition<T> now = edition;
        Instant moment = clock.instant();
        // A clock that was set back must not put the next look off.
        if (!moment.isBefore(now.checked()) && moment.isBefore(now.checked().plus(CHECK_EVERY))) {
            return now.content();
        }
        synchronized (this) {
            now = edition;
            List<Path> files = watched.all(now.content());
            List<Object> state = state(files);
            edition = state.equals(now.state())
                    ? new Edition<>(now.content(), state, clock.instant())
                    : readAgain(now, files, state);
            return edition.content();
        }
    }

    private Edition<T> readAgain(Edition<T> former, List<Path> files, List<Object> state) {
        try {
            Edition<T> next = read(files, state, reader);
            LOG.info("{}: changed, and in force", watched.name());
            return next;
        } catch (Exception failure) {
            if (!forgiven.isInstance(failure)) {
                throw failure instanceof RuntimeException unexpected ? unexpected : new IllegalStateException(failure);
            }
            LOG.error("{}: changed, but not used: {}", watched.name(), failure.getMessage());
            return new Edition<>(former.content(), state, clock.instant());
        }
    }

    /** @param state of these files, noted before */
    private Edition<T> read(List<Path> files, List<Object> state, Reader<T, E> from) throws E {
        T content = from.read();
        List<Path> named = watched.all(content);
        if (named.equals(files)) {
            return new Edition<>(content, state, clock.instant());
        }
        // They name others than were noted: these are noted, and then read.
        List<Object> all = state(named);
        return new Edition<>(from.read(), all, clock.instant());
    }

    private List<Object> state(List<Path> files) {
        List<Object> state = new ArrayList<>();
        state.add(watched.beside().get());
        for (Path file : files) {
            state.add(file);
            state.add(state(file));
        }
        return state;
    }

    private static Object state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
