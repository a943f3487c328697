package uk.portage.gateway.mailbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
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

    /** To count more than so many for each page would take longer than the page; the total is then left out. */
    private static final long MOST_COUNTED = 10_000;

    /** A page may be shorter than asked for: it ends after this many items were looked at. */
    private static final int MAXIMUM_WALK = 20_000;

    static TaskPage of(Store store, OdsCode caller, TaskSearch search, Instant now) {
        if (!search.canMatch(caller)) {
            return new TaskPage(List.of(), OptionalLong.of(0), Optional.empty());
        }
        long position = position(store, caller, search.after());
        if (search.persons().isPresent()) {
            return ofPersons(store, caller, search, search.persons().get(), position, now);
        }
        OptionalLong total = total(store, caller, search, now);
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
                if (search.admits(item, now)) {
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

    /** What there is of a few persons is little enough to be looked at whole. */
    private static TaskPage ofPersons(
            Store store, OdsCode caller, TaskSearch search, Set<OrderingKey> persons, long position, Instant now) {
        List<MailboxItem> all = itemsOf(store, caller, persons).stream()
                .filter(item -> search.admits(item, now))
                .toList();
        List<MailboxItem> left =
                all.stream().filter(item -> item.position() > position).toList();
        List<MailboxItem> page = left.subList(0, Math.min(search.count(), left.size()));
        return new TaskPage(
                page,
                OptionalLong.of(all.size()),
                page.isEmpty() || page.size() == left.size() ? Optional.empty() : cursor(page.get(page.size() - 1)));
    }

    /** What a mailbox holds of some persons, oldest first. */
    static List<MailboxItem> itemsOf(Store store, OdsCode caller, Set<OrderingKey> persons) {
        return persons.stream()
                .flatMap(person -> store.mailboxOf(caller, person).stream())
                .sorted(Comparator.comparingLong(MailboxItem::position))
                // A merge is about two of them.
                .distinct()
                .toList();
    }

    private static Optional<String> cursor(MailboxItem last) {
        return Optional.of(last.transfer().toString());
    }

    /** The cursor is a transfer of the caller's own, so that it says nothing of how much others receive. */
    static long position(Store store, OdsCode caller, String cursor) {
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

    private static OptionalLong total(Store store, OdsCode caller, TaskSearch search, Instant now) {
        if (!search.needsWalk()) {
            long most = search.accurateTotal() ? Long.MAX_VALUE : MOST_COUNTED;
            long all = store.mailboxCount(caller, search.storeStatuses(), most);
            if (all == most) {
                return OptionalLong.empty();
            }
            long claimed = store.claimedCount(caller, search.storeStatuses(), search.worker(), now);
            // Two questions, between which something may have been claimed.
            return OptionalLong.of(Math.max(0, all - claimed));
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
                total += search.admits(item, now) ? 1 : 0;
                position = item.position();
            }
        } while (batch.size() == BATCH);
        return OptionalLong.of(total);
    }
}
