package uk.portage.gateway.pipeline.broker;

import uk.portage.gateway.transfer.SubmissionId;

/** A message cannot be taken before another one that is under way: no failed attempt, it is taken again in its place. */
public final class NotYetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotYetException(SubmissionId submission) {
        super("submission " + submission + " waits for one before it");
    }
}
