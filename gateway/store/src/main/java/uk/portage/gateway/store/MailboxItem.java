package uk.portage.gateway.store;

import java.time.Instant;
import java.util.Optional;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.Replacement;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/**
 * One transfer in its destination's mailbox.
 *
 * @param position grows with the order of offering; stable, for paging
 * @param rendering in which shape the destination is given the record
 * @param replaces the earlier transfer of the same owner that this one cancels or corrects
 * @param replacedBy the latest transfer of the same owner that cancels or corrects this one
 * @param reasonSent the coding with which the destination gave the reason, if it was of another system than ours: system,
 *     a stroke and the code
 * @param lease the last claim that no answer has ended; it may have lapsed
 * @param version from 1, incremented by each change; the ETag
 */
public record MailboxItem(
        long position,
        TransferId transfer,
        SubmissionId submission,
        OdsCode sender,
        OdsCode owner,
        Workflow workflow,
        Rendering rendering,
        TaskStatus status,
        Optional<RejectionReason> reason,
        Optional<String> reasonSent,
        Optional<Replacement> replaces,
        Optional<Replacement> replacedBy,
        Optional<Lease> lease,
        int version,
        Instant offeredAt,
        Instant changedAt) {

    /** True if another worker than this one has claimed it and may still be at work on it. */
    public boolean isHeldAgainst(Optional<String> worker, Instant now) {
        return lease.filter(claim -> claim.isLiveAt(now))
                .filter(claim -> !worker.equals(Optional.of(claim.holder())))
                .isPresent();
    }
}
