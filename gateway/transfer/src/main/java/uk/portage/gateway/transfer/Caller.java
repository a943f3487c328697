package uk.portage.gateway.transfer;

/** Who calls an interface of the gateway, once its credential has been checked. */
public record Caller(OdsCode organisation, Role role) {

    /** Under which name a servlet finds the caller among its request's attributes. */
    public static final String ATTRIBUTE = "uk.portage.caller";

    /** What a caller may do. */
    public enum Role {
        /** Pushes records. */
        SOURCE,
        /** Collects and acknowledges its own records. */
        DESTINATION,
        /** Reads figures and timelines, never a record. */
        AUDITOR,
        OPERATOR
    }
}
