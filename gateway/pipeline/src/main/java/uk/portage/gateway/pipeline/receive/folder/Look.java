package uk.portage.gateway.pipeline.receive.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * How a file looks from outside. Two equal looks of one name mean that nothing was written between them.
 *
 * @param identity of the file, whatever its name is
 * @param regular false for links, pipes, devices and folders: nothing of them is ever opened
 */
record Look(String identity, boolean regular, long size, FileTime modified) {

    /** @throws IOException if there is no such file */
    static Look at(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new Look(
                String.valueOf(attributes.fileKey()),
                attributes.isRegularFile(),
                attributes.size(),
                attributes.lastModifiedTime());
    }
}
