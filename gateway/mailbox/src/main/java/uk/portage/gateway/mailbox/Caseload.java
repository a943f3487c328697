package uk.portage.gateway.mailbox;

import java.util.HashSet;
import java.util.Set;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;

/** The persons a destination cares for. Only keys are kept: nobody can be read from them. */
final class Caseload {

    private final Store store;
    private final MailboxSettings settings;

    Caseload(Store store, MailboxSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    long size(OdsCode owner) {
        return store.caseloadSize(owner);
    }

    /** Replaces the whole caseload. Returns once it is kept, with the number of different persons. */
    long replace(OdsCode owner, Set<NhsNumber> persons) {
        Set<OrderingKey> keys = new HashSet<>();
        for (NhsNumber person : persons) {
            keys.add(settings.orderingKey(owner, person));
        }
        return Commit.await(store.write(transaction -> {
            transaction.replaceCaseload(owner, keys);
            transaction.append(EntryDraft.of(EntryKind.CONFIGURED).sender(owner).draft());
            return (long) keys.size();
        }));
    }
}
