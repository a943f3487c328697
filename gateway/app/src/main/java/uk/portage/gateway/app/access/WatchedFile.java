package uk.portage.gateway.app.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.app.CommandFailedException;

/**
 * What files say, read again within a second of a change. Files that have become wrong change nothing but the log. Safe
 * for use by many threads.
 */
public final class WatchedFile<T> {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    private record Edition<T>(T content, Object state, Instant checked) {}

    private final String name;
    private final Supplier<T> reader;
    private final Function<T, List<Path>> files;
    private final InstantSource clock;
    private volatile Edition<T> edition;

    /**
     * Reads the files; what is wrong with them ends the start.
     *
     * @param name what they are, for the log
     * @param files which they are, by what the first of them says
     */
    public WatchedFile(String name, Supplier<T> reader, Function<T, List<Path>> files, InstantSource clock) {
        this.name = name;
        this.reader = reader;
        this.files = files;
        this.clock = clock;
        T content = reader.get();
        this.edition = new Edition<>(content, state(content), clock.instant());
    }

    /** As the files are now, or were when last they were right. */
    public T content() {
        Edition<T> now = edition;
        if (clock.instant().isBefore(now.checked().plus(CHECK_EVERY))) {
            return now.content();
        }
        synchronized (this) {
            now = edition;
            T content = now.content();
            Object state = state(content);
            if (!state.equals(now.state())) {
                try {
                    content = reader.get();
                    LOG.info("{}: changed, and in force", name);
                    state = files.apply(content).equals(files.apply(now.content())) ? state : state(content);
                } catch (CommandFailedException e) {
                    LOG.error("{}: changed, but not used: {}", name, e.lines());
                }
            }
            edition = new Edition<>(content, state, clock.instant());
            return content;
        }
    }

    private Object state(T content) {
        return files.apply(content).stream().map(WatchedFile::state).toList();
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
