package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Files that only their owner may read. */
public final class PrivateFile {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private PrivateFile() {}

    /** Writes a file that is not there yet, whole or not at all, with mode 0600. A file that is there stays. */
    public static void create(Path file, byte[] content) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".new", attributes(folder, "rw-------"));
        try {
            Files.write(draft, content);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            Files.delete(draft);
        }
    }

    /** Writes a file whole or not at all, with mode 0600, in place of one that may be there. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".new", attributes(folder, "rw-------"));
        try {
            Files.write(draft, content);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /**
     * Makes a folder that only its owner may enter. An empty one that is there is narrowed to that; one that holds
     * something stays as it is, since it may belong to others too: see {@link #folderComplaint}.
     */
    static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            if (isOpenToOthers(folder) && isEmpty(folder)) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        } else {
            Path existing = folder.toAbsolutePath();
            while (existing != null && !Files.exists(existing)) {
                existing = existing.getParent();
            }
            Files.createDirectories(folder, attributes(existing == null ? folder : existing, "rwx------"));
        }
    }

    /** The line to say if others may read or write the file; empty if all is well or the file system cannot tell. */
    public static Optional<String> complaint(Path file) throws IOException {
        return isOpenToOthers(file)
                ? Optional.of(file + " can be read by others: run 'chmod 600 " + file + "' and start again")
                : Optional.empty();
    }

    /** The line to say if others may look into the folder; empty if all is well or the file system cannot tell. */
    static Optional<String> folderComplaint(Path folder) throws IOException {
        return isOpenToOthers(folder)
                ? Optional.of(
                        "others can look into the directory " + folder + ", where records are kept: run 'chmod 700 "
                                + folder + "' and start again, or choose another with --data")
                : Optional.empty();
    }

    private static boolean isOpenToOthers(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                && !Collections.disjoint(Files.getPosixFilePermissions(path), OTHERS);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }

    private static FileAttribute<?>[] attributes(Path near, String mode) {
        return near.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
