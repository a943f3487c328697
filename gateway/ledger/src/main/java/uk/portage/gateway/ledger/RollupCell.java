package uk.portage.gateway.ledger;

import java.time.LocalDate;
import java.util.Optional;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;

/**
 * One count.
 *
 * @param key of what
 * @param detail what the measure says it is; empty where it says none
 */
public record RollupCell(RollupKey key, Measure measure, String detail, long amount) {

    /** @param day the UTC day on which the clocks of the counted transfers started */
    public RollupCell(
            LocalDate day,
            Optional<OdsCode> sender,
            Optional<OdsCode> recipient,
            Workflow workflow,
            String format,
            Measure measure,
            String detail,
            long amount) {
        this(new RollupKey(day, sender, recipient, workflow, format), measure, detail, amount);
    }
}
