package uk.portage.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.transfer.OdsCode;

/** Changes exports, within a {@link Transaction}. */
public interface ExportWriter {

    /**
     * A file that is about to be kept.
     *
     * @param content in gzip; empty for one that is found in the store. Not copied
     */
    record Draft(ExportFile file, Optional<byte[]> content) {

        /** Without the content. */
        @Override
        public String toString() {
            return file.toString();
        }
    }

    /**
     * Keeps a new job. What is in the mailbox now belongs to it.
     *
     * @param total how many items there are to look at, for whoever waits
     */
    void add(
            String id,
            OdsCode owner,
            String query,
            Set<ExportFile.Type> types,
            Optional<Instant> since,
            Duration lifetime,
            long total);

    /** When the jobs of a destination expire, the first first. */
    List<Instant> expiries(OdsCode owner);

    /**
     * Keeps further files and how far the job has come; nothing if it is gone.
     *
     * @param looked at how many more items
     */
    void advance(String id, long position, int looked, boolean ready, List<Draft> files);

    /** Returns false if there is none. */
    boolean remove(String id, OdsCode owner);

    /** Removes what has expired; returns how many jobs. */
    int removeExpired();
}
