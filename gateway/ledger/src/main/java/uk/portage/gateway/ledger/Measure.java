package uk.portage.gateway.ledger;

/** What a rollup cell counts. Amounts of one cell key may be added over days, organisations, workflows and formats. */
public enum Measure {
    /** Transfers in a status; the detail is the name of the {@link uk.portage.gateway.transfer.TransferStatus}. */
    STATUS,
    /**
     * Transfers that reached a point of the funnel before their cutoff, without those excluded; the detail is the name
     * of the {@link Milestone}. Whoever reached a point counts for those before it.
     */
    REACHED,
    /** Portable transfers; no detail. */
    PORTABLE,
    /** Losses of transfers not excluded; the detail is the name of the {@link uk.portage.adapter.spi.LossKind}. */
    LOSS,
    /**
     * What was lawfully withheld of transfers not excluded; the detail is the name of the
     * {@link uk.portage.gateway.transfer.WithheldKind}.
     */
    WITHHELD,
    /**
     * Transfers that ended without integration, by why; the detail is the name of the
     * {@link uk.portage.adapter.spi.FailureCode}.
     */
    FAILURE,
    /**
     * The same, by where on the road it ended; the detail is the name of the {@link uk.portage.gateway.transfer.Stage},
     * a full stop and the name of the code. Not counted of transfers that ended before stages were kept.
     */
    FAILED_AT,
    /** Exclusions; the detail is the name of the {@link uk.portage.gateway.transfer.Exclusion}. */
    EXCLUSION,
    /** Acknowledgements after the cutoff: published beside the figures, never changing them. */
    RESTATED,
    /** Integrated transfers by time from start; the detail is the number of a {@link LatencyBuckets bucket}. */
    INTEGRATED_AFTER,
    /**
     * Transfers that ended without integration (censored); detail as above, of their cutoff: until then they could have
     * been integrated and were not.
     */
    CENSORED_AFTER,
    /**
     * Losses of submissions by the source's elements, on the day of their translation; the detail is the
     * {@link LostElement#text}. Of an organisation, not of a pair: a translation is one for all destinations.
     */
    LOST_ELEMENT,
    /**
     * Transfers that have ended, by how GP2GP would call the end; the detail is the name of the
     * {@link uk.portage.gateway.ledger.gp2gp.Gp2gpClass}.
     */
    GP2GP,
    /** Submissions that were received, of whatever becomes of them; no detail. Of an organisation, not of a pair. */
    SUBMISSION,
    /**
     * Events of the day at an organisation, by a count that does not come from what it sent; no detail. Of all workflows
     * and formats together.
     */
    SOURCE_EVENT
}
