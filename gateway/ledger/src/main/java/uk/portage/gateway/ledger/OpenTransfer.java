package uk.portage.gateway.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;

/** An open transfer, as much of it as statistics need. */
public record OpenTransfer(
        LocalDate day,
        Optional<OdsCode> sender,
        Optional<OdsCode> recipient,
        Workflow workflow,
        String format,
        Instant startedAt) {}
