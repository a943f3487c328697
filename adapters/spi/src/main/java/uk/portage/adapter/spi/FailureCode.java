package uk.portage.adapter.spi;

/**
 * Why something did not go well: a closed list, stored for ever in the ledger. Each constant says whose fault it is and
 * whether trying again helps.
 */
public enum FailureCode {
    UNREADABLE(Fault.SENDER, Retry.NEVER, "the bytes are not a document of this format"),
    UNSUPPORTED_TYPE(Fault.SENDER, Retry.NEVER, "this message type is not supported"),
    MISSING_REQUIRED(Fault.SENDER, Retry.NEVER, "a required element is missing"),
    INVALID_VALUE(Fault.SENDER, Retry.NEVER, "an element has a value that its type does not allow"),
    OVERSIZED(Fault.SENDER, Retry.NEVER, "the document is larger than the channel allows"),
    FRAME_TIMEOUT(Fault.SENDER, Retry.LATER, "the frame did not arrive whole within the time the channel allows"),
    FRAME_INCOMPLETE(Fault.SENDER, Retry.LATER, "the connection closed in the middle of a frame"),
    WRONG_SENDER(Fault.SENDER, Retry.AFTER_OPERATOR, "the sender named inside may not use this channel"),
    DUPLICATE_CONFLICT(Fault.SENDER, Retry.NEVER, "this id was used before for other content"),
    UNAUTHENTICATED(Fault.CALLER, Retry.AFTER_OPERATOR, "no valid credential"),
    TOKEN_EXPIRED(Fault.CALLER, Retry.AFTER_OPERATOR, "the credential has expired"),
    WRONG_CERTIFICATE(
            Fault.CALLER,
            Retry.AFTER_OPERATOR,
            "the certificate of the connection is not that of the organisation that calls"),
    SUSPENDED(Fault.CALLER, Retry.AFTER_OPERATOR, "the organisation is suspended"),
    FORBIDDEN(Fault.CALLER, Retry.NEVER, "the credential does not allow this"),
    NOT_FOUND(Fault.CALLER, Retry.NEVER, "no such object for this caller"),
    INVALID_TRANSITION(Fault.CALLER, Retry.NEVER, "the transfer is not in a state that allows this"),
    NO_ROUTE(Fault.US, Retry.AFTER_OPERATOR, "no destination is configured for this record"),
    UNKNOWN_DESTINATION(Fault.SENDER, Retry.AFTER_OPERATOR, "the receiver named inside is not registered"),
    INVALID_BUNDLE(Fault.US, Retry.AFTER_OPERATOR, "the translated bundle breaks a profile it claims"),
    PARKED(Fault.US, Retry.AFTER_OPERATOR, "an earlier record of this person waits for an operator"),
    DESTINATION_FULL(
            Fault.RECEIVER, Retry.LATER, "the receiver named inside has not collected what waits for it already"),
    RATE_EXCEEDED(Fault.US, Retry.LATER, "the gateway takes no more of this organisation for now"),
    OVERLOADED(Fault.US, Retry.LATER, "the gateway is at its limit"),
    STORE_UNAVAILABLE(Fault.US, Retry.LATER, "the store cannot commit"),
    INTERNAL(Fault.US, Retry.AFTER_OPERATOR, "an error in the gateway"),
    NOT_COLLECTED(Fault.RECEIVER, Retry.AFTER_OPERATOR, "not collected before the cutoff"),
    NOT_ACKNOWLEDGED(Fault.RECEIVER, Retry.AFTER_OPERATOR, "collected, but not acknowledged before the cutoff"),
    REJECTED(Fault.RECEIVER, Retry.NEVER, "the destination rejected the record"),
    SOURCE_UNAVAILABLE(
            Fault.SENDER, Retry.LATER, "the organisation that was asked cannot be reached or cannot answer now"),
    SOURCE_TIMED_OUT(Fault.SENDER, Retry.LATER, "the organisation that was asked did not answer in time"),
    SOURCE_REFUSED(Fault.SENDER, Retry.AFTER_OPERATOR, "the organisation that was asked refuses to give the record"),
    RECORD_NOT_FOUND(
            Fault.SENDER, Retry.NEVER, "the organisation that was asked has not exactly one record of this person"),
    WRONG_PERSON(Fault.SENDER, Retry.NEVER, "the answer is about somebody else, or not about this person alone");

    /** Whose fault it is. */
    public enum Fault {
        SENDER,
        /** Whoever called an interface of the gateway. */
        CALLER,
        RECEIVER,
        US
    }

    /** Whether the same thing, tried again, may go well. */
    public enum Retry {
        NEVER,
        LATER,
        AFTER_OPERATOR
    }

    private final Fault fault;
    private final Retry retry;
    private final String meaning;

    FailureCode(Fault fault, Retry retry, String meaning) {
        this.fault = fault;
        this.retry = retry;
        this.meaning = meaning;
    }

    public Fault fault() {
        return fault;
    }

    public Retry retry() {
        return retry;
    }

    /** One plain clause for people, without a full stop. */
    public String meaning() {
        return meaning;
    }
}
