package uk.portage.gateway.auditor;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.OpenTransfer;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.ledger.RollupKey;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.Rollups;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

/** A ledger that is a few lists. */
record ListedLedger(List<RollupCell> cells, List<OpenTransfer> open, List<TransferState> states, List<Entry> entries)
        implements LedgerReader {

    static ListedLedger empty() {
        return new ListedLedger(List.of(), List.of(), List.of(), List.of());
    }

    @Override
    public List<Entry> entriesOf(TransferId transfer) {
        return entries.stream()
                .filter(entry -> entry.content().transfer().equals(Optional.of(transfer)))
                .toList();
    }

    @Override
    public List<Entry> entriesOf(SubmissionId submission) {
        return entries.stream()
                .filter(entry -> entry.content().submission().equals(Optional.of(submission)))
                .toList();
    }

    @Override
    public List<Entry> entriesAfter(long sequence, int limit) {
        return entries.stream()
                .filter(entry -> entry.sequence() > sequence)
                .limit(limit)
                .toList();
    }

    @Override
    public long lastSequence() {
        return entries.stream().mapToLong(Entry::sequence).max().orElse(0);
    }

    @Override
    public Optional<TransferState> state(TransferId transfer) {
        return states.stream()
                .filter(state -> state.transfer().equals(transfer))
                .findFirst();
    }

    @Override
    public Rollups rollups(RollupQuery query) {
        return Rollups.of(
                cells.stream().filter(cell -> isAskedFor(cell.key(), query)).toList());
    }

    private static boolean isAskedFor(RollupKey key, RollupQuery query) {
        return !key.day().isBefore(query.from())
                && !key.day().isAfter(query.to())
                && matches(query.sender(), key.sender())
                && matches(query.recipient(), key.recipient())
                && query.workflow().map(key.workflow()::equals).orElse(true)
                && query.format().map(key.format()::equals).orElse(true)
                && query.supplier()
                        .map(supplier -> key.sender()
                                        .filter(supplier.organisations()::contains)
                                        .isPresent()
                                || key.recipient()
                                        .filter(supplier.organisations()::contains)
                                        .isPresent())
                        .orElse(true);
    }

    @Override
    public List<TransferState> undelivered(int limit) {
        return states.stream()
                .filter(state -> state.status() == TransferStatus.OPEN
                        && state.collectedAt().isEmpty())
                .sorted(Comparator.comparing(TransferState::startedAt))
                .limit(limit)
                .toList();
    }

    @Override
    public List<OpenTransfer> open(RollupQuery query) {
        return open.stream()
                .filter(transfer -> !transfer.day().isBefore(query.from())
                        && !transfer.day().isAfter(query.to())
                        && matches(query.sender(), transfer.sender())
                        && matches(query.recipient(), transfer.recipient())
                        && query.workflow().map(transfer.workflow()::equals).orElse(true))
                .toList();
    }

    @Override
    public List<TransferState> newest(int limit) {
        return states.stream().limit(limit).toList();
    }

    private static <T> boolean matches(Optional<T> wanted, Optional<T> is) {
        return wanted.isEmpty() || wanted.equals(is);
    }
}
