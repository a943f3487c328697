package uk.portage.gateway.store;

/** How far the store is with what a message of the broker asks for. */
public enum Obligation {
    /** It is still to be done, and waits for nothing else. */
    OPEN("what it is about is still to be done"),
    /** It waits for an operator to release its person, which sends a message anew. */
    PARKED("its person is parked, and the release sends another"),
    DONE("what it is about was done meanwhile"),
    ERASED("what it is about is erased"),
    UNKNOWN("the store knows nothing of what it is about");

    private final String meaning;

    Obligation(String meaning) {
        this.meaning = meaning;
    }

    /** A clause without a full stop. */
    public String meaning() {
        return meaning;
    }
}
