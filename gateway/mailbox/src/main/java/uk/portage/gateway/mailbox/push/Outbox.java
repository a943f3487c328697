package uk.portage.gateway.mailbox.push;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import uk.portage.gateway.mailbox.exchange.UnreachableException;
import uk.portage.gateway.transfer.TransferId;

/**
 * The directory of one destination. {@code T.json} is the record of transfer T and {@code T.html} the same for people.
 * Whoever takes the record in moves {@code T.json} to {@code done}; whoever does not, to {@code rejected}, perhaps with
 * a reason's code in {@code rejected/T.reason}. Once the gateway has noted the answer, {@code T.html} follows.
 */
final class Outbox {

    /** Where a transfer's record is found. */
    enum Place {
        WAITING,
        DONE,
        REJECTED,
        NOWHERE
    }

    private static final String JSON = ".json";
    private static final String HTML = ".html";
    private static final String REASON = ".reason";
    private static final String UNFINISHED = ".tmp";
    private static final int LONGEST_REASON = 200;

    private final Path directory;

    Outbox(Path directory) {
        this.directory = directory;
    }

    /**
     * Sees to it that there are shelves for answers. The directory itself is not made: where a disk is not mounted, that
     * would fill another one.
     */
    void prepare() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new UnreachableException("there is no directory " + directory);
        }
        for (Place shelf : Set.of(Place.DONE, Place.REJECTED)) {
            try {
                Files.createDirectory(shelf(shelf));
            } catch (FileAlreadyExistsException e) {
                // A link would let whoever may write here have us write elsewhere.
                if (!Files.isDirectory(shelf(shelf), LinkOption.NOFOLLOW_LINKS)) {
                    throw new UnreachableException(shelf(shelf) + " is not a directory");
                }
            } catch (IOException e) {
                throw new UnreachableException("cannot write to " + directory);
            }
        }
    }

    /** The names of what lies in the directory itself. */
    Set<String> names() throws IOException {
        Set<String> names = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        }
        return names;
    }

    /** Both files of a transfer, whole and on the disk, but not yet under their names. */
    void draft(TransferId transfer, byte[] json, byte[] html) throws IOException {
        try {
            write(unfinished(transfer + HTML), html);
            write(unfinished(transfer + JSON), json);
        } catch (IOException e) {
            UnreachableException undelivered =
                    new UnreachableException("cannot write to " + directory + " (full, or not ours)");
            try {
                discard(transfer);
            } catch (IOException left) {
                // What is left is overwritten at the next attempt.
                undelivered.addSuppressed(left);
            }
            throw undelivered;
        }
    }

    /** Gives what was drafted its names: the page first, so that whoever sees the record finds its page. */
    void publish(TransferId transfer) throws IOException {
        move(unfinished(transfer + HTML), directory.resolve(transfer + HTML));
        move(unfinished(transfer + JSON), directory.resolve(transfer + JSON));
        flush(directory);
    }

    void discard(TransferId transfer) throws IOException {
        Files.deleteIfExists(unfinished(transfer + HTML));
        Files.deleteIfExists(unfinished(transfer + JSON));
    }

    /** What is on a shelf counts, whatever else lies about: a copy is an answer, too. */
    Place place(TransferId transfer) {
        if (exists(shelf(Place.REJECTED).resolve(transfer + JSON))) {
            return Place.REJECTED;
        }
        if (exists(shelf(Place.DONE).resolve(transfer + JSON))) {
            return Place.DONE;
        }
        return exists(directory.resolve(transfer + JSON)) ? Place.WAITING : Place.NOWHERE;
    }

    /** What the reason's file of a rejected transfer says; empty if there is none. */
    Optional<String> reason(TransferId transfer) throws IOException {
        Path file = shelf(Place.REJECTED).resolve(transfer + REASON);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (var stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new String(stream.readNBytes(LONGEST_REASON), StandardCharsets.UTF_8)
                    .replace("\uFEFF", "")
                    .strip());
        }
    }

    /** The answer is noted: the page follows the record, and nothing of the transfer waits any more. */
    void settle(TransferId transfer, Place shelf) throws IOException {
        Path page = directory.resolve(transfer + HTML);
        if (exists(page)) {
            move(page, shelf(shelf).resolve(transfer + HTML));
        }
        Files.deleteIfExists(directory.resolve(transfer + JSON));
    }

    /** Nothing of the transfer waits any more: it was answered in another way. */
    void withdraw(TransferId transfer) throws IOException {
        Files.deleteIfExists(directory.resolve(transfer + JSON));
        Files.deleteIfExists(directory.resolve(transfer + HTML));
        discard(transfer);
    }

    /** The name of a transfer's record. */
    static String recordOf(TransferId transfer) {
        return transfer + JSON;
    }

    /** The transfer whose record or page a file of this name is, finished or not. */
    static Optional<TransferId> transferOf(String file) {
        String name = file.endsWith(UNFINISHED) ? file.substring(0, file.length() - UNFINISHED.length()) : file;
        return Stream.of(JSON, HTML)
                .filter(name::endsWith)
                .flatMap(ending -> TransferId.parse(name.substring(0, name.length() - ending.length())).stream()
                        .filter(transfer -> name.equals(transfer + ending)))
                .findFirst();
    }

    private Path shelf(Place place) {
        return directory.resolve(place == Place.DONE ? "done" : "rejected");
    }

    private Path unfinished(String name) {
        return directory.resolve(name + UNFINISHED);
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(Path file, byte[] content) throws IOException {
        // Made anew: what lies there may be a link to elsewhere.
        Files.deleteIfExists(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** The names are on the disk, where the system lets us say so. */
    private static void flush(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
