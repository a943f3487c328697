package uk.portage.adapter.spi;

import java.util.Set;

/**
 * What a record is about beside its person: the visit, order, result, appointment or document under whose number the
 * source may later cancel or correct what it says here.
 *
 * @param kind whose number it is; numbers of different kinds are different matters
 * @param authority who assigned the number; sender text, may be empty
 * @param number sender text
 * @param effect what the record does
 * @param earlierTypes of what types the earlier records are that this one may cancel or correct, each as
 *     {@link Envelope#messageType()} names it; the latest of them is meant. Empty for one that only begins
 */
public record Matter(Kind kind, String authority, String number, Effect effect, Set<String> earlierTypes) {

    /** What has a number of its own. */
    public enum Kind {
        VISIT,
        ORDER,
        RESULT,
        APPOINTMENT,
        DOCUMENT
    }

    /** What a record does to its matter. Stored for ever: constants are added, never renamed. */
    public enum Effect {
        /** Says something that may be cancelled or corrected. */
        BEGINS,
        /** What was said is no longer so, or never was. */
        CANCELS,
        /** Says the same thing anew. */
        CORRECTS
    }

    public Matter {
        earlierTypes = Set.copyOf(earlierTypes);
        if ((effect == Effect.BEGINS) != earlierTypes.isEmpty()) {
            throw new IllegalArgumentException("what cancels or corrects says of what types, what begins does not");
        }
    }

    /** Kind and effect only: the number leads to a person. */
    @Override
    public String toString() {
        return "Matter[" + kind + ", " + effect + "]";
    }
}
