package uk.portage.gateway.transfer;

/** Exactly one per transfer, a pure function of its ledger entries (design, section 6). */
public enum TransferStatus {
    /** Not yet mature: its cutoff has not passed and nothing final has happened. */
    OPEN,
    INTEGRATED_ON_TIME,
    INTEGRATED_LATE,
    DELIVERED_NOT_INTEGRATED,
    REJECTED,
    TECHNICAL_FAILURE,
    UNCLASSIFIED,
    EXCLUDED
}
