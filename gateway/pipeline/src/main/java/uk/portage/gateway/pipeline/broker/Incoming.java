package uk.portage.gateway.pipeline.broker;

import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** One bundle for a destination, as the broker brings it. */
@SuppressWarnings("ArrayRecordComponent") // bundles are large and never compared
public record Incoming(SubmissionId submission, TransferId transfer, byte[] bundle) {

    @Override
    public String toString() {
        return "Incoming[" + transfer + "]";
    }
}
