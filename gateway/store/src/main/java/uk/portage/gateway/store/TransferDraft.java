package uk.portage.gateway.store;

import java.time.Instant;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/**
 * A transfer to one destination.
 *
 * @param rendering in which shape the destination is given the record
 */
public record TransferDraft(
        TransferId id,
        SubmissionId submission,
        OdsCode sender,
        OdsCode owner,
        Workflow workflow,
        Instant cutoffAt,
        Rendering rendering) {

    /** Of the whole record. */
    public TransferDraft(
            TransferId id,
            SubmissionId submission,
            OdsCode sender,
            OdsCode owner,
            Workflow workflow,
            Instant cutoffAt) {
        this(id, submission, sender, owner, workflow, cutoffAt, Rendering.WHOLE);
    }
}
