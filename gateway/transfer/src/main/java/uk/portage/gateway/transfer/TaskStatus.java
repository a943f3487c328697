package uk.portage.gateway.transfer;

/** Where a transfer stands in its destination's mailbox; the codes are those of FHIR Task.status. */
public enum TaskStatus {
    REQUESTED,
    /** Collected: the destination has read the bundle. Collecting is not acknowledging. */
    RECEIVED,
    ACCEPTED,
    COMPLETED,
    REJECTED;

    /** The FHIR code, for example {@code requested}. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** True if the business acknowledgement has been given: nothing may follow. */
    public boolean isFinal() {
        return this == COMPLETED || this == REJECTED;
    }
}
