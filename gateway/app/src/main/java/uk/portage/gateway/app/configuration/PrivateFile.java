package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.transfer.OwnersFile;

/** Files and folders that only their owner may read. */
public final class PrivateFile {

    private static final Set<PosixFilePermission> OWNERS_ONLY = PosixFilePermissions.fromString("rwx------");

    private PrivateFile() {}

    /** Writes a file that is not there yet, as {@link OwnersFile#write} does. A file that is there stays. */
    public static void create(Path file, byte[] content) throws IOException {
        if (!Files.exists(file)) {
            OwnersFile.write(file, content);
        }
    }

    /**
     * Makes a folder that only its owner may enter. An empty one that is there is narrowed to that; one that holds
     * something stays as it is, since it may belong to others too: see {@link #folderComplaint}.
     */
    static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            if (OwnersFile.isOpenToOthers(folder) && isEmpty(folder)) {
                Files.setPosixFilePermissions(folder, OWNERS_ONLY);
            }
        } else {
            Path existing = folder.toAbsolutePath();
            while (existing != null && !Files.exists(existing)) {
                existing = existing.getParent();
            }
            Files.createDirectories(folder, attributes(existing == null ? folder : existing));
        }
    }

    /** The line to say if others may read or write the file; empty if all is well or the file system cannot tell. */
    public static Optional<String> complaint(Path file) throws IOException {
        return OwnersFile.isOpenToOthers(file)
                ? Optional.of(file + " can be read by others: run 'chmod 600 " + file + "' and start again")
                : Optional.empty();
    }

    /** The line to say if others may look into the folder; empty if all is well or the file system cannot tell. */
    static Optional<String> folderComplaint(Path folder) throws IOException {
        return OwnersFile.isOpenToOthers(folder)
                ? Optional.of(
                        "others can look into the directory " + folder + ", where records are kept: run 'chmod 700 "
                                + folder + "' and start again, or choose another with --data")
                : Optional.empty();
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }

    private static FileAttribute<?>[] attributes(Path near) {
        return near.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS_ONLY)}
                : new FileAttribute<?>[0];
    }
}
