package uk.portage.gateway.store;

import java.util.List;
import uk.portage.gateway.transfer.ReplayId;
import uk.portage.gateway.transfer.SubmissionId;

/** Changes what operators have ordered to go the road once more. */
public interface ReplayWriter {

    /** Begins a replay of these submissions, each once, in the order of their arrival. */
    void begin(Replay.Order order, List<FoundSubmission> chosen);

    /** The next submissions of a replay that is under way; none if it has been stopped. */
    List<SubmissionId> next(ReplayId id, int limit);

    /**
     * Has a submission go the road once more, from the inbox on, if it went to nobody before: what has been routed, is
     * parked, waits or is erased stays as it is. Either way it has had its turn.
     *
     * @return true if it goes
     */
    boolean replay(ReplayId id, SubmissionId submission);

    /** Ends a replay if all of its submissions have had their turn. */
    boolean endIfDone(ReplayId id);

    /** Stops a replay: what has not had its turn stays as it is. False if it was not under way. */
    boolean stop(ReplayId id);
}
