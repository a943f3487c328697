package uk.portage.gateway.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.pipeline.watch.WatchedFile.Watched;

class WatchedFileTest {

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-26T09:00:00Z"));
    private final InstantSource clock = time::get;

    private void later() {
        time.updateAndGet(now -> now.plus(Duration.ofSeconds(1)));
    }

    @Test
    void a_change_that_falls_between_the_first_reading_and_its_end_is_seen() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "first");
        AtomicInteger readings = new AtomicInteger();
        WatchedFile<String, IOException> watched = new WatchedFile<>(
                Watched.files("a file", List.of(file)),
                () -> {
                    String read = Files.readString(file);
                    if (readings.incrementAndGet() == 1) {
                        Files.writeString(file, "second one");
                    }
                    return read;
                },
                IOException.class,
                clock);

        assertThat(watched.content()).isEqualTo("first");
        later();
        assertThat(watched.content()).isEqualTo("second one");
        later();
        assertThat(watched.content()).isEqualTo("second one");
        assertThat(readings).as("unchanged, so not read again").hasValue(2);
    }

    @Test
    void files_that_the_first_one_names_are_watched_too() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "a");
        Files.writeString(folder.resolve("a"), "of a");
        Files.writeString(folder.resolve("b"), "of b");
        WatchedFile<List<String>, IOException> watched = new WatchedFile<>(
                new Watched<>("a list", List.of(list), read -> List.of(folder.resolve(read.get(0))), () -> ""),
                () -> {
                    String named = Files.readString(list);
                    return List.of(named, Files.readString(folder.resolve(named)));
                },
                IOException.class,
                clock);

        Files.writeString(folder.resolve("a"), "another of a");
        later();
        assertThat(watched.content()).containsExactly("a", "another of a");
        Files.writeString(list, "b");
        Files.writeString(list, "b");
        Files.setLastModifiedTime(list, java.nio.file.attribute.FileTime.fromMillis(1));
        later();
        assertThat(watched.content()).containsExactly("b", "of b");
        Files.writeString(folder.resolve("b"), "another of b");
        later();
        assertThat(watched.content()).containsExactly("b", "another of b");
    }

    @Test
    void what_has_become_wrong_changes_nothing_until_it_is_right_and_at_first_ends_the_start() throws IOException {
        Path file = folder.resolve("file");
        WatchedFile.Reader<String, IOException> reader = () -> Files.readString(file);
        assertThatThrownBy(() -> new WatchedFile<>(
                        Watched.<String>files("a file", List.of(file)), reader, IOException.class, clock))
                .isInstanceOf(NoSuchFileException.class);
        Files.writeString(file, "right");
        WatchedFile<String, IOException> watched =
                new WatchedFile<>(Watched.files("a file", List.of(file)), reader, IOException.class, clock);

        Files.delete(file);
        later();
        assertThat(watched.content()).isEqualTo("right");
        Files.writeString(file, "right again");
        later();
        assertThat(watched.content()).isEqualTo("right again");
    }

    @Test
    void it_is_read_again_when_what_it_depends_on_beside_the_files_has_changed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "it");
        AtomicInteger beside = new AtomicInteger();
        WatchedFile<String, IOException> watched = new WatchedFile<>(
                new Watched<>("a file", List.of(file), read -> List.of(), beside::get),
                () -> Files.readString(file) + beside.get(),
                IOException.class,
                clock);
        beside.set(7);
        later();
        assertThat(watched.content()).isEqualTo("it7");
    }
}
