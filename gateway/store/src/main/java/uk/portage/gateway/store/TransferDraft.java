package uk.portage.gateway.store;

import java.time.Instant;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** A transfer to one destination. */
public record TransferDraft(
        TransferId id, SubmissionId submission, OdsCode sender, OdsCode owner, Workflow workflow, Instant cutoffAt) {}
