package uk.portage.gateway.transfer;

/** Where a transfer stands in its destination's mailbox; the codes are those of FHIR Task.status. */
public enum TaskStatus {
    REQUESTED,
    /** Collected: the destination has read the bundle. Collecting is not acknowledging. */
    RECEIVED,
    ACCEPTED,
    COMPLETED,
    REJECTED,
    /** Withdrawn by its source before it was collected. */
    CANCELLED;

    /** The FHIR code, for example {@code requested}. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** True if nothing may follow: the business acknowledgement has been given, or there is nothing to acknowledge. */
    public boolean isFinal() {
        return this == COMPLETED || this == REJECTED || this == CANCELLED;
    }
}
