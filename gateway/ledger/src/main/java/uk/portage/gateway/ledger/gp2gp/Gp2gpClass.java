package uk.portage.gateway.ledger.gp2gp;

/** What GP2GP calls the end of a transfer: a status and a reason. Names are kept in counts: added, never renamed. */
public enum Gp2gpClass {
    INTEGRATED_ON_TIME(Status.INTEGRATED_ON_TIME, "Integrated on time"),
    INTEGRATED_LATE(Status.PROCESS_FAILURE, "Integrated late"),
    TRANSFERRED_NOT_INTEGRATED(Status.PROCESS_FAILURE, "Transferred, not integrated"),
    FINAL_ERROR(Status.TECHNICAL_FAILURE, "Final error"),
    FRAGMENTS_NOT_SENT(Status.TECHNICAL_FAILURE, "COPC(s) not sent"),
    FRAGMENTS_NOT_ACKNOWLEDGED(Status.TECHNICAL_FAILURE, "COPC(s) not acknowledged"),
    FATAL_SENDER_ERROR(Status.TECHNICAL_FAILURE, "Contains fatal sender error"),
    REQUEST_NOT_ACKNOWLEDGED(Status.TECHNICAL_FAILURE, "Request not acknowledged"),
    CORE_EXTRACT_NOT_SENT(Status.TECHNICAL_FAILURE, "Core extract not sent"),
    AMBIGUOUS_FRAGMENTS(Status.UNCLASSIFIED_FAILURE, "Ambiguous COPC messages"),
    TRANSFERRED_NOT_INTEGRATED_WITH_ERROR(Status.UNCLASSIFIED_FAILURE, "Transferred, not integrated, with error");

    /** Everything but the first is what GP2GP calls paper fallback. */
    public enum Status {
        INTEGRATED_ON_TIME("Integrated on time"),
        PROCESS_FAILURE("Process failure"),
        TECHNICAL_FAILURE("Technical failure"),
        UNCLASSIFIED_FAILURE("Unclassified failure");

        private final String words;

        Status(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    private final Status status;
    private final String reason;

    Gp2gpClass(Status status, String reason) {
        this.status = status;
        this.reason = reason;
    }

    public Status status() {
        return status;
    }

    /** In GP2GP's words. */
    public String reason() {
        return reason;
    }
}
