package uk.portage.gateway.mailbox;

import uk.portage.gateway.store.MailboxItem;

/** What came of an answer. */
public sealed interface TaskChange {

    /** The item says what was answered: since now, or since before. */
    record Stands(MailboxItem item) implements TaskChange {}

    /** There is no such transfer for this caller. */
    record NotFound() implements TaskChange {}

    /** The caller means another version of the item. */
    record Stale(MailboxItem item) implements TaskChange {}

    /** Another worker of the destination has claimed the item. */
    record Claimed(MailboxItem item) implements TaskChange {}

    /** The item cannot go from where it is to what was answered. */
    record Impossible(MailboxItem item) implements TaskChange {}

    /**
     * The answer would change an element that only the gateway may set.
     *
     * @param element its FHIRPath
     */
    record Foreign(String element) implements TaskChange {}
}
