package uk.portage.gateway.pipeline.translate;

import uk.portage.gateway.transfer.SubmissionId;

/** One attempt at a submission failed; the broker brings it again. Carries no cause: that might quote the record. */
public final class AttemptFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AttemptFailedException(SubmissionId submission) {
        super("an attempt at submission " + submission + " failed");
    }
}
