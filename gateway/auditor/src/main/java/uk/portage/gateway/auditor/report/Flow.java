package uk.portage.gateway.auditor.report;

import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * What one organisation sent another in a month, as the public may see it.
 *
 * @param sender empty if the sender could not be told
 * @param recipient empty if it was not routed
 * @param workflow empty for all workflows of the pair together
 * @param eligible all that were obliged but those excluded
 * @param portable those that met the target
 * @param onTimeNotPortable integrated on time, but not the right person for sure, or not a valid bundle
 * @param statuses those of transfers that were not integrated on time; the counts add up to eligible
 * @param portability empty if a count it needs is hidden
 * @param medianHours whole hours, rounded up, until half were integrated; of all workflows together only; empty if fewer
 *     were, or if counts that it follows from are hidden
 * @param p95Hours likewise until 95 of 100 were
 */
public record Flow(
        YearMonth month,
        Optional<OdsCode> sender,
        Optional<OdsCode> recipient,
        Optional<Workflow> workflow,
        Count eligible,
        Count portable,
        Count onTimeNotPortable,
        Map<TransferStatus, Count> statuses,
        Optional<Portability> portability,
        OptionalLong medianHours,
        OptionalLong p95Hours) {

    public Flow {
        statuses = Map.copyOf(statuses);
    }

    public Count of(TransferStatus status) {
        return statuses.getOrDefault(status, Count.HIDDEN);
    }
}
