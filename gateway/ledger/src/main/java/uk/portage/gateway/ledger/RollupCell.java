package uk.portage.gateway.ledger;

import java.time.LocalDate;
import java.util.Optional;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;

/**
 * One count.
 *
 * @param day the UTC day on which the clocks of the counted transfers started
 * @param detail what the measure says it is; empty where it says none
 */
public record RollupCell(
        LocalDate day,
        Optional<OdsCode> sender,
        Optional<OdsCode> recipient,
        Workflow workflow,
        String format,
        Measure measure,
        String detail,
        long amount) {}
