package uk.portage.gateway.ledger;

/** What can be asked of the auditor's side. Stored for ever: constants are added, never renamed. */
public enum QuestionKind {
    /** The figures of a period, on the page or as JSON. */
    PORTABILITY,
    /** A table of them as a file. */
    PORTABILITY_TABLE,
    /** The newest transfers. */
    TRANSFERS,
    /** The transfers that have waited longest for their destination. */
    UNDELIVERED,
    /** What happened to one transfer; the entry names it, if there is one. */
    TRANSFER,
    /** What proves the steps of one transfer; likewise. */
    RECEIPT,
    /** The figures of a period, as a FHIR MeasureReport. */
    MEASURE_REPORT,
    /** Entries of the ledger, as FHIR AuditEvents. */
    AUDIT_EVENTS
}
