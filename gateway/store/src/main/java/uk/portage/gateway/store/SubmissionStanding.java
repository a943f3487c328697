package uk.portage.gateway.store;

import java.util.Locale;
import java.util.Optional;

/** How far a submission has come, as an operator sees it. */
public enum SubmissionStanding {
    /** It waits to be translated. */
    WAITING("waits to be translated"),
    /** Its person is parked: it waits for an operator, or behind one that does. */
    PARKED("waits for an operator, or behind a record of the same person that does"),
    /** A stage failed for good: it went to nobody. */
    FAILED("failed for good and went to nobody"),
    /** No destination matched: it went to nobody. */
    NOT_ROUTED("matched no destination and went to nobody"),
    /** It has destinations, and is not in the mailbox of each yet. */
    UNDER_WAY("is on its way to its destinations"),
    /** It is, or was, in the mailbox of each of its destinations. */
    DELIVERED("is, or was, in the mailbox of each of its destinations"),
    /** It was lawfully left out, or taken back. */
    EXCLUDED("was lawfully left out, or taken back"),
    ERASED("is erased");

    private final String meaning;

    SubmissionStanding(String meaning) {
        this.meaning = meaning;
    }

    /** What follows the words "the record". */
    public String meaning() {
        return meaning;
    }

    /** In small letters, as people write it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** True if it ended without having gone to anybody, so that it may go the road once more. */
    public boolean isReplayable() {
        return this == FAILED || this == NOT_ROUTED;
    }

    public static Optional<SubmissionStanding> ofCode(String code) {
        for (SubmissionStanding standing : values()) {
            if (standing.code().equals(code)) {
                return Optional.of(standing);
            }
        }
        return Optional.empty();
    }
}
