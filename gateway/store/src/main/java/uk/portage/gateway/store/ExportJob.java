package uk.portage.gateway.store;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.transfer.OdsCode;

/**
 * A destination's wish to have its own history in files.
 *
 * @param id of letters, digits and hyphens
 * @param query the parameters with which it was asked for, as they were understood
 * @param types which files are wanted
 * @param since only what has changed after it
 * @param requestedAt what had happened then is in it
 * @param expiresAt from when on it is gone
 * @param lastPosition of the mailbox items that belong to it
 * @param position up to which it is prepared
 * @param prepared how many mailbox items were looked at
 * @param total how many there are to look at
 */
public record ExportJob(
        String id,
        OdsCode owner,
        String query,
        Set<ExportFile.Type> types,
        Optional<Instant> since,
        Instant requestedAt,
        Instant expiresAt,
        long lastPosition,
        long position,
        long prepared,
        long total,
        boolean ready) {

    public ExportJob {
        types = Set.copyOf(types);
    }
}
