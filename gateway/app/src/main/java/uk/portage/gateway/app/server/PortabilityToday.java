package uk.portage.gateway.app.server;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupCell;
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
        List<RollupCell> cells = ledger.cells(RollupQuery.of(today, today));
        long all = cells.stream()
                .filter(cell -> cell.measure() == Measure.STATUS)
                .mapToLong(RollupCell::amount)
                .sum();
        long open = withStatus(cells, TransferStatus.OPEN);
        long portable = cells.stream()
                .filter(cell -> cell.measure() == Measure.PORTABLE)
                .mapToLong(RollupCell::amount)
                .sum();
        return new PortabilityToday(portable, all - withStatus(cells, TransferStatus.EXCLUDED), open);
    }

    private static long withStatus(List<RollupCell> cells, TransferStatus status) {
        return cells.stream()
                .filter(cell ->
                        cell.measure() == Measure.STATUS && cell.detail().equals(status.name()))
                .mapToLong(RollupCell::amount)
                .sum();
    }

    /** For example {@code P 83.1 % (640 of 770)}. */
    String line() {
        return eligible == 0
                ? "P not yet known"
                : String.format(Locale.ROOT, "P %.1f %% (%d of %d)", 100.0 * portable / eligible, portable, eligible);
    }
}
