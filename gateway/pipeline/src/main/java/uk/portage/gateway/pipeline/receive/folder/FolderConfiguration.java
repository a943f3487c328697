package uk.portage.gateway.pipeline.receive.folder;

import java.nio.file.Path;
import java.time.Duration;
import uk.portage.gateway.pipeline.receive.ChannelConfiguration;

/**
 * A folder into which one kind of sender puts files.
 *
 * @param channel what comes in by it
 * @param folder it exists; {@code done} and {@code refused} are made inside
 * @param limits what one file may be
 */
public record FolderConfiguration(ChannelConfiguration channel, Path folder, Limits limits) {

    /** A folder with the default limits. */
    public static FolderConfiguration of(ChannelConfiguration channel, Path folder) {
        return new FolderConfiguration(channel, folder, Limits.DEFAULT);
    }

    /**
     * What one file may be.
     *
     * @param maxFileBytes the largest file
     * @param maxDocumentBytes the largest document in it
     * @param quiet how long a file must have stayed as it is before it counts as complete
     * @param patience how long a file that is plainly not complete (empty, or an envelope not closed) may stay as it is
     *     before it is refused
     */
    public record Limits(int maxFileBytes, int maxDocumentBytes, Duration quiet, Duration patience) {

        public static final Limits DEFAULT =
                new Limits(64 * 1024 * 1024, 20 * 1024 * 1024, Duration.ofSeconds(2), Duration.ofMinutes(10));

        private static final int MOST_BYTES = 1024 * 1024 * 1024;

        public Limits {
            if (maxFileBytes < 1 || maxFileBytes > MOST_BYTES || maxDocumentBytes < 1) {
                throw new IllegalArgumentException("the largest file must have 1 byte to 1 GiB");
            }
            if (quiet.toMillis() < 1 || patience.compareTo(quiet) < 0) {
                throw new IllegalArgumentException("'quiet' must be above 0 and 'patience' at least as long");
            }
        }
    }
}
