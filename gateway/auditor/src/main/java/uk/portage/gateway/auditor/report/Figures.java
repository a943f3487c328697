package uk.portage.gateway.auditor.report;

import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * The published figures of a group of transfers.
 *
 * @param eligible all that were obliged but those excluded
 * @param portable those that met the target
 * @param portability empty if nothing is eligible, or a count it needs is hidden
 * @param statuses every status; the counts add up to eligible and excluded
 * @param times empty if too few were integrated to say without saying when one of them was
 */
public record Figures(
        Count eligible,
        Count portable,
        Optional<Portability> portability,
        Map<TransferStatus, Count> statuses,
        Optional<Times> times) {

    public Figures {
        statuses = Map.copyOf(statuses);
    }

    public Count of(TransferStatus status) {
        Count count = statuses.get(status);
        return count == null ? Count.shown(0) : count;
    }
}
