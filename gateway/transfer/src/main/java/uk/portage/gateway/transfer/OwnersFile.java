package uk.portage.gateway.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** A file with a key or another secret, which only its owner may read or write. */
public final class OwnersFile {

    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private OwnersFile() {}

    /** Whether anybody but its owner may use the file or folder; never where a file system does not know. */
    public static boolean isOpenToOthers(Path path) throws IOException {
        return isPosix(path) && !Collections.disjoint(Files.getPosixFilePermissions(path), OTHERS);
    }

    /**
     * Writes the file with mode 0600, in place of one that may be there: whole or not at all, and on the disk before this
     * returns, so that nothing is ever made with a key that a power cut could take away.
     */
    public static void write(Path file, byte[] content) throws IOException {
        Path folder = folderOf(file);
        FileAttribute<?>[] mode = isPosix(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS)}
                : new FileAttribute<?>[0];
        Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".new", mode);
        try {
            try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            move(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Puts a file in the place of another in the same folder, on the disk before this returns. */
    public static void move(Path from, Path file) throws IOException {
        Files.move(from, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        try (var channel = FileChannel.open(folderOf(file), StandardOpenOption.READ)) {
            channel.force(true);
        } catch (FileSystemException notOpened) {
            // A system whose folders cannot be opened has no such need.
        }
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
