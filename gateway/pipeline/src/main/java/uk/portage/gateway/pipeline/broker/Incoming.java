package uk.portage.gateway.pipeline.broker;

import java.util.Optional;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/**
 * One message as the broker brings it.
 *
 * @param transfer empty for the inbox
 * @param rendering which of the submission's bundles the body is; for the inbox it means nothing
 * @param attempt from 1; how often it has been brought
 * @param body the bundle for a destination; empty for the inbox, which carries a claim check
 */
@SuppressWarnings("ArrayRecordComponent") // bundles are large and never compared
public record Incoming(
        SubmissionId submission, Optional<TransferId> transfer, Rendering rendering, int attempt, byte[] body) {

    @Override
    public String toString() {
        return "Incoming[" + submission + "]";
    }
}
