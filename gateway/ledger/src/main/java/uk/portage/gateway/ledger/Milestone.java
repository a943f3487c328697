package uk.portage.gateway.ledger;

/** The points of the funnel, in order. */
public enum Milestone {
    OBLIGED,
    ROUTED,
    OFFERED,
    COLLECTED,
    ACKNOWLEDGED,
    ON_TIME,
    PORTABLE
}
