package uk.portage.gateway.app.server;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import uk.portage.gateway.ledger.Counts;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * The figure of the auditor's page for people at a terminal, over the transfers whose clock started today (UTC): what is
 * open counts as not portable, so it can still rise.
 *
 * @param eligible all but the excluded
 * @param open how many of them have no final status yet
 */
record PortabilityToday(long portable, long eligible, long open) {

    static PortabilityToday of(LedgerReader ledger, Clock clock) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Counts counts = ledger.rollups(RollupQuery.of(today, today)).total();
        Map<String, Long> statuses = counts.details(Measure.STATUS);
        long eligible = counts.of(Measure.STATUS) - statuses.getOrDefault(TransferStatus.EXCLUDED.name(), 0L);
        return new PortabilityToday(
                counts.of(Measure.PORTABLE), eligible, statuses.getOrDefault(TransferStatus.OPEN.name(), 0L));
    }

    /** For example {@code P 83.1 % (640 of 770)}. */
    String line() {
        return eligible == 0
                ? "P not yet known"
                : String.format(Locale.ROOT, "P %.1f %% (%d of %d)", 100.0 * portable / eligible, portable, eligible);
    }
}
