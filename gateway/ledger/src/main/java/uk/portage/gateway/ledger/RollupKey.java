package uk.portage.gateway.ledger;

import java.time.LocalDate;
import java.util.Optional;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;

/**
 * What the transfers have in common that are counted together.
 *
 * @param day the UTC day on which their clocks started
 * @param sender empty if it could not be told
 * @param recipient empty if they were not routed
 * @param format the adapter's name
 */
public record RollupKey(
        LocalDate day, Optional<OdsCode> sender, Optional<OdsCode> recipient, Workflow workflow, String format) {}
