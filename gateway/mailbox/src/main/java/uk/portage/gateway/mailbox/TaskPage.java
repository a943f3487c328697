package uk.portage.gateway.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferId;

/**
 * One page of a search. Pages are cut by position, not by number: items that arrive meanwhile come after the last page,
 * and items that leave the search make no other item slip from one page to the next.
 *
 * @param total empty if it was not asked for and would take a walk through the mailbox
 * @param next the cursor of the next page; empty if this is the last
 */
record TaskPage(List<MailboxItem> items, OptionalLong total, Optional<String> next) {

    private static final int BATCH = 500;

    /** A page may be shorter than asked for: it ends after this many items were looked at. */
    private static final int MAXIMUM_WALK = 20_000;

    static TaskPage of(Store store, OdsCode caller, TaskSearch search) {
        if (!search.canMatch(caller)) {
            return new TaskPage(List.of(), OptionalLong.of(0), Optional.empty());
        }
        long position = position(store, caller, search.after());
        OptionalLong total = total(store, caller, search);
        if (search.count() == 0) {
            return new TaskPage(List.of(), total, Optional.empty());
        }
        List<MailboxItem> found = new ArrayList<>();
        int walked = 0;
        while (true) {
            // One more than the page holds, to know whether another page follows.
            int limit = search.needsWalk() ? BATCH : search.count() + 1;
            List<MailboxItem> batch = store.mailbox(caller, search.storeStatuses(), position, limit);
            MailboxItem last = null;
            for (MailboxItem item : batch) {
                if (search.admits(item)) {
                    if (found.size() == search.count()) {
                        return new TaskPage(found, total, cursor(found.get(found.size() - 1)));
                    }
                    found.add(item);
                }
                last = item;
            }
            if (last == null || batch.size() < limit) {
                return new TaskPage(found, total, Optional.empty());
            }
            walked += batch.size();
            if (walked >= MAXIMUM_WALK) {
                return new TaskPage(found, total, cursor(last));
            }
            position = last.position();
        }
    }

    private static Optional<String> cursor(MailboxItem last) {
        return Optional.of(last.transfer().toString());
    }

    /** The cursor is a transfer of the caller's own, so that it says nothing of how much others receive. */
    private static long position(Store store, OdsCode caller, String cursor) {
        if (cursor.isEmpty()) {
            return 0;
        }
        return TransferId.parse(cursor)
                .flatMap(store::mailboxItem)
                .filter(item -> item.owner().equals(caller))
                .map(MailboxItem::position)
                .orElseThrow(() -> new RefusedException(Refusal.badRequest(
                        IssueType.VALUE, "_cursor is not one that a link of this mailbox has given")));
    }

    private static OptionalLong total(Store store, OdsCode caller, TaskSearch search) {
        if (!search.needsWalk()) {
            return OptionalLong.of(store.mailboxCount(caller, search.storeStatuses()));
        }
        if (!search.accurateTotal()) {
            return OptionalLong.empty();
        }
        long total = 0;
        long position = 0;
        List<MailboxItem> batch;
        do {
            batch = store.mailbox(caller, search.storeStatuses(), position, BATCH);
            for (MailboxItem item : batch) {
                total += search.admits(item) ? 1 : 0;
                position = item.position();
            }
        } while (batch.size() == BATCH);
        return OptionalLong.of(total);
    }
}
