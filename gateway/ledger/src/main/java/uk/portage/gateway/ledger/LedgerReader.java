package uk.portage.gateway.ledger;

import java.util.List;
import java.util.Optional;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** Reads the ledger and its rollups; can change nothing. Safe for use by many threads. */
public interface LedgerReader {

    /** The entries of a transfer, with those of its submission from before it was routed, in order. */
    List<Entry> entriesOf(TransferId transfer);

    List<Entry> entriesOf(SubmissionId submission);

    /** Entries after a sequence, in order. */
    List<Entry> entriesAfter(long sequence, int limit);

    /** The newest entry's sequence; 0 for an empty ledger. */
    long lastSequence();

    /** The state of a transfer: the fold over its entries. */
    Optional<TransferState> state(TransferId transfer);

    /** The counts of the period, maintained in the same transaction as the entries they count. */
    Rollups rollups(RollupQuery query);

    /** Transfers of the period that are still open, for censoring: when each one's clock started. */
    List<OpenTransfer> open(RollupQuery query);

    /** The newest transfers, newest first. */
    List<TransferState> newest(int limit);

    /** Open transfers whose recipient has not collected them, routed or not: the longest under way first. */
    List<TransferState> undelivered(int limit);
}
