package uk.portage.gateway.ledger;

import java.time.LocalDate;
import java.util.Optional;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Which cells: days from {@code from} to {@code to}, both included, narrowed by what is present: a supplier is that of
 * the sender's system or of the recipient's.
 */
public record RollupQuery(
        LocalDate from,
        LocalDate to,
        Optional<OdsCode> sender,
        Optional<OdsCode> recipient,
        Optional<Workflow> workflow,
        Optional<String> format,
        Optional<Supplier> supplier) {

    public static RollupQuery of(LocalDate from, LocalDate to) {
        return new RollupQuery(
                from, to, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
