package uk.portage.gateway.pipeline.receive.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import uk.portage.gateway.transfer.Sha256;

/** Where files go when all has been said about them: {@code done} and {@code refused}, each with its results beside it. */
final class Shelves {

    static final String RESULTS = ".results.csv";

    private static final String DONE = "done";
    private static final String REFUSED = "refused";
    private static final int LONGEST_NAME = 180;

    private final Path folder;

    Shelves(Path folder) {
        this.folder = folder;
    }

    /** @throws IOException if there cannot be shelves */
    void prepare() throws IOException {
        shelf(true);
        shelf(false);
    }

    /**
     * Writes the results, then moves the file. Doing it again after a failure anywhere in between is right.
     *
     * @return false if the file has changed meanwhile: it stays, and is a new file
     * @throws IOException if the results cannot be written or the file cannot be moved; it stays
     */
    boolean put(Path file, Verdict verdict) throws IOException {
        Path shelf = shelf(verdict.isAccepted());
        Path place = free(shelf, soundName(file));
        Path results = place.resolveSibling(place.getFileName() + RESULTS);
        write(results, verdict);
        if (!verdict.holdsFor(Look.at(file))) {
            Files.delete(results);
            return false;
        }
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
        if (verdict.holdsFor(Look.at(place))) {
            return true;
        }
        // Written to between the two calls: what came in has not been read by anyone.
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(place, file, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(results);
        }
        return false;
    }

    private Path shelf(boolean accepted) throws IOException {
        Path shelf = folder.resolve(accepted ? DONE : REFUSED);
        try {
            Files.createDirectory(shelf);
        } catch (FileAlreadyExistsException e) {
            // A link would let whoever may write here have us write elsewhere.
            if (!Files.isDirectory(shelf, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotDirectoryException(shelf.toString());
            }
        }
        return shelf;
    }

    /** The name itself, or with a number if an earlier file of that name is there. */
    private static Path free(Path shelf, String name) {
        Path place = shelf.resolve(name);
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String ending = dot > 0 ? name.substring(dot) : "";
        for (int n = 2; Files.exists(place, LinkOption.NOFOLLOW_LINKS); n++) {
            place = shelf.resolve(stem + '-' + n + ending);
        }
        return place;
    }

    private static void write(Path results, Verdict verdict) throws IOException {
        Path draft = results.resolveSibling(results.getFileName() + ".tmp");
        Files.deleteIfExists(draft);
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
                CSVPrinter printer = new CSVPrinter(writer, CSVFormat.RFC4180)) {
            printer.printRecord("number", "id", "outcome", "receipt", "where");
            for (Verdict.Line line : verdict.lines()) {
                printer.printRecord(line.number(), line.id(), line.outcome(), line.receipt(), line.where());
            }
            printer.flush();
            channel.force(true);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Files.move(draft, results, StandardCopyOption.ATOMIC_MOVE);
    }

    /** True if a name can be shown, kept and found again. */
    static boolean isSound(Path file) {
        String name = nameOf(file);
        if (name.contains("..") || name.length() > LONGEST_NAME) {
            return false;
        }
        boolean plain = name.codePoints()
                .noneMatch(c -> Character.isISOControl(c)
                        || c == 0xFFFD
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
        try {
            // Bytes that are no text in this machine's encoding do not come back the same.
            return plain && file.resolveSibling(name).equals(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** The name if it is sound, else letters and digits of it and what tells it from others. */
    private static String soundName(Path file) {
        String name = nameOf(file);
        if (isSound(file)) {
            return name;
        }
        String kept = name.replaceAll("[^A-Za-z0-9_-]+", "_");
        String start = kept.substring(0, Math.min(kept.length(), 60));
        String digest = Sha256.of(file.toUri().toString().getBytes(StandardCharsets.UTF_8))
                .hexadecimal();
        return start + '-' + digest.substring(0, 8);
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }
}
