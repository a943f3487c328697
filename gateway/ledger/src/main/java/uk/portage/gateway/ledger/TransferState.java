package uk.portage.gateway.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;
import uk.portage.gateway.transfer.WithheldKind;

/**
 * The state of a transfer: a {@link TransferFold fold} over its entries, and nothing else. A submission that is not yet
 * routed, and never was, is a transfer without a recipient.
 *
 * @param recipient empty if nothing was routed
 * @param format the adapter's name, or {@code unknown}
 * @param startedAt the start of its clock
 * @param acknowledgedAt the business acknowledgement that came before the cutoff, even if a rejection contradicts it
 * @param code why it did not go well; for an open one why it waits
 * @param withheld counts by kind of what the destination is lawfully not given
 * @param restatedAt a business acknowledgement that came after the cutoff
 * @param rejectedAt the first rejection, whenever it came; empty for those that came before its time was kept
 * @param stage where on the road it ended without being integrated; empty for those that did not, and for those that
 *     ended before stages were kept
 */
public record TransferState(
        TransferId transfer,
        Optional<SubmissionId> submission,
        Optional<OdsCode> sender,
        Optional<OdsCode> recipient,
        Workflow workflow,
        String format,
        TimeTarget timeTarget,
        Instant startedAt,
        boolean startedBySource,
        Optional<Instant> routedAt,
        Optional<Instant> offeredAt,
        Optional<Instant> collectedAt,
        Optional<Instant> acknowledgedAt,
        Optional<Instant> restatedAt,
        Optional<Instant> rejectedAt,
        Optional<FailureCode> code,
        Optional<RejectionReason> reason,
        Optional<Exclusion> exclusion,
        Map<LossKind, Integer> losses,
        Map<WithheldKind, Integer> withheld,
        boolean rightPerson,
        boolean valid,
        TransferStatus status,
        Optional<Stage> stage) {

    public TransferState {
        losses = Map.copyOf(losses);
        withheld = Map.copyOf(withheld);
    }

    /** When it is classified once and for all. */
    public Instant cutoffAt() {
        return startedAt.plus(timeTarget.cutoff());
    }

    /** Integrated, on time, right person, valid, and with no loss that is not declared. */
    public boolean isPortable() {
        return status == TransferStatus.INTEGRATED_ON_TIME && rightPerson && valid;
    }
}
