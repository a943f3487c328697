package uk.portage.gateway.store;

import java.util.List;
import java.util.Optional;
import uk.portage.gateway.transfer.ReplayId;
import uk.portage.gateway.transfer.SubmissionId;

/** Reads what operators have ordered to go the road once more. Safe for use by many threads. */
public interface ReplayReader {

    Optional<Replay> find(ReplayId id);

    /** Those that are under way, the oldest first. */
    List<Replay> running();

    /** The newest first. */
    List<Replay> newest(int limit);

    /** The submissions that were chosen, in their order. */
    List<SubmissionId> submissions(ReplayId id, int limit);
}
