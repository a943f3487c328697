package uk.portage.gateway.auditor.report;

import java.util.List;
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

    /** P of several groups together; empty if a count it needs is hidden, or nothing is eligible. */
    public static Optional<Double> shareOf(List<Figures> groups) {
        Count portable = groups.stream().map(Figures::portable).reduce(Count.shown(0), Count::plus);
        Count eligible = groups.stream().map(Figures::eligible).reduce(Count.shown(0), Count::plus);
        return portable.isHidden() || eligible.isHidden() || eligible.isZero()
                ? Optional.empty()
                : Optional.of(
                        (double) portable.value().orElse(0) / eligible.value().orElse(1));
    }

    /** The counts alone. */
    Figures withoutTimes() {
        return new Figures(eligible, portable, portability, statuses, Optional.empty());
    }

    /** All that were integrated before their cutoff; hidden if the statuses do not say it. */
    Count integrated() {
        return of(TransferStatus.INTEGRATED_ON_TIME).plus(of(TransferStatus.INTEGRATED_LATE));
    }

    /** The most integrated transfers that can be read here: no step of the funnel before the integration is below it. */
    long floor() {
        long onTime = of(TransferStatus.INTEGRATED_ON_TIME)
                .value()
                .orElse(portable.value().orElse(0));
        return onTime + of(TransferStatus.INTEGRATED_LATE).value().orElse(0);
    }
}
