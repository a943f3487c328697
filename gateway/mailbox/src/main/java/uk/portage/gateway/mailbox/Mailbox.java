package uk.portage.gateway.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.Failpoint;
import uk.portage.gateway.store.Lease;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.Transaction;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** What a destination may do with its transfers, whatever the protocol it speaks. */
public final class Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final Store store;
    private final InstantSource clock;

    public Mailbox(Store store) {
        this(store, InstantSource.system());
    }

    /** @param clock tells when a claim has lapsed */
    Mailbox(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * The caller's transfer of this id.
     *
     * @throws RefusedException 404, the same for an id that nobody has and for one that belongs to somebody else; the
     *     second is also recorded
     */
    MailboxItem item(OdsCode caller, String id) {
        Optional<MailboxItem> item = transferId(id).flatMap(store::mailboxItem);
        if (item.isPresent() && item.get().owner().equals(caller)) {
            return item.get();
        }
        item.ifPresent(foreign -> denyTransfer(caller, foreign.transfer()));
        throw new RefusedException(Refusal.notFound());
    }

    /**
     * The bundle of an item, as it was stored: FHIR JSON in UTF-8. A record that has changed on the disk is not given
     * out.
     *
     * @throws ErasedException if the record has been erased
     */
    public StoredBundle bundle(MailboxItem item) {
        // A replay may put another bundle in the place of one between the two reads.
        return intactBundle(item).or(() -> intactBundle(item)).orElseThrow(() -> {
            if (store.isErased(item.submission())) {
                return new ErasedException();
            }
            return new IllegalStateException("a transfer in a mailbox has no intact bundle");
        });
    }

    private Optional<StoredBundle> intactBundle(MailboxItem item) {
        Optional<Sha256> kept = store.bundleHash(item.submission(), item.rendering());
        return store.bundle(item.submission(), item.rendering())
                .map(bytes -> new StoredBundle(bytes, Sha256.of(bytes)))
                .filter(bundle -> kept.equals(Optional.of(bundle.hash())));
    }

    /**
     * Records that the destination is about to read the bundle, if it is the first time.
     *
     * @return once it is kept; false if the transfer has been withdrawn and its bundle must not be given out
     */
    public boolean collect(MailboxItem item, int bundleSize) {
        return collect(Map.of(item, bundleSize)).contains(item);
    }

    /**
     * The same for several, in one commit.
     *
     * @param bundleSizes the sizes in bytes of the bundles that are about to be read
     * @return those that may be given out
     */
    Set<MailboxItem> collect(Map<MailboxItem, Integer> bundleSizes) {
        if (bundleSizes.keySet().stream().noneMatch(item -> item.status() == TaskStatus.REQUESTED)) {
            return bundleSizes.keySet().stream()
                    .filter(item -> item.status() != TaskStatus.CANCELLED)
                    .collect(Collectors.toSet());
        }
        Set<MailboxItem> collected = Commit.await(store.write(transaction -> bundleSizes.entrySet().stream()
                .filter(read -> collected(transaction, read.getKey(), read.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet())));
        Failpoint.AFTER_COLLECT_BEFORE_SEND.reach();
        return collected;
    }

    private static boolean collected(Transaction transaction, MailboxItem item, int bundleSize) {
        // Two readers may have come at once, the first of whom has made the entry; or the source before them.
        TaskStatus now = transaction
                .mailboxItem(item.transfer())
                .map(MailboxItem::status)
                .orElse(item.status());
        if (now == TaskStatus.REQUESTED) {
            transaction.moveTo(item.transfer(), TaskStatus.RECEIVED, Optional.empty());
            transaction.append(entry(EntryKind.COLLECTED, item)
                    .stage(Stage.DELIVER)
                    .size(bundleSize)
                    .draft());
        }
        return now != TaskStatus.CANCELLED;
    }

    /**
     * Lets a worker of the destination have its next transfers in hand: those that it has claimed and not answered, then
     * the oldest that nobody has claimed or collected, and those whose claim has lapsed. No other worker is given them
     * before the lease ends. Asked again, it gives the same ones.
     *
     * @param count how many it wants to have in hand at most
     */
    List<MailboxItem> claimNext(OdsCode caller, String worker, Duration length, int count) {
        List<MailboxItem> claimed = Commit.await(store.write(transaction -> {
            Instant now = clock.instant();
            return transaction.claimable(caller, worker, now, count).stream()
                    .map(item -> leased(transaction, item, worker, now.plus(length)))
                    .toList();
        }));
        Failpoint.AFTER_CLAIM_BEFORE_REPLY.reach();
        return claimed;
    }

    /** Gives a worker one transfer, or more time for one that it has. */
    TaskChange claim(OdsCode caller, String id, String worker, Duration length) {
        MailboxItem seen = item(caller, id);
        return Commit.await(store.write(transaction -> {
            Instant now = clock.instant();
            MailboxItem item = transaction.mailboxItem(seen.transfer()).orElse(seen);
            if (item.status().isFinal()) {
                return new TaskChange.Impossible(item);
            }
            return item.isHeldAgainst(Optional.of(worker), now)
                    ? new TaskChange.Claimed(item)
                    : new TaskChange.Stands(leased(transaction, item, worker, now.plus(length)));
        }));
    }

    private static MailboxItem leased(Transaction transaction, MailboxItem item, String worker, Instant until) {
        transaction.lease(item.transfer(), new Lease(worker, until));
        return transaction.mailboxItem(item.transfer()).orElse(item);
    }

    /**
     * Moves a transfer to what its destination answers and records it, or does neither.
     *
     * @param worker who answers, if the destination has several and they tell themselves apart
     * @param foreignElement finds the element by which the answer would change what only the gateway may set
     */
    TaskChange answer(
            OdsCode caller,
            String id,
            Answer answer,
            IfMatch condition,
            Optional<String> worker,
            Function<MailboxItem, Optional<String>> foreignElement) {
        Optional<TransferId> transfer = transferId(id);
        if (transfer.isEmpty()) {
            return new TaskChange.NotFound();
        }
        TaskChange change = Commit.await(store.write(transaction ->
                answered(transaction, caller, transfer.get(), answer, condition, worker, foreignElement)));
        Failpoint.AFTER_ANSWER_BEFORE_REPLY.reach();
        return change;
    }

    /** As above, of a transfer and without conditions. */
    public TaskChange answer(OdsCode caller, TransferId transfer, Answer answer) {
        return answer(
                caller,
                transfer.toString(),
                answer,
                new IfMatch(Optional.empty()),
                Optional.empty(),
                item -> Optional.<String>empty());
    }

    private TaskChange answered(
            Transaction transaction,
            OdsCode caller,
            TransferId transfer,
            Answer answer,
            IfMatch condition,
            Optional<String> worker,
            Function<MailboxItem, Optional<String>> foreignElement) {
        Optional<MailboxItem> found = transaction.mailboxItem(transfer);
        if (found.isEmpty()) {
            return new TaskChange.NotFound();
        }
        MailboxItem item = found.get();
        if (!item.owner().equals(caller)) {
            transaction.append(
                    denied(caller, FailureCode.NOT_FOUND).transfer(transfer).draft());
            return new TaskChange.NotFound();
        }
        Optional<String> foreign = foreignElement.apply(item);
        if (foreign.isPresent()) {
            return new TaskChange.Foreign(foreign.get());
        }
        // Before the condition: an answer that was given before, and whose receipt was lost, may be given again
        // (RFC 9110, section 13.1.1, allows it).
        if (item.status() == answer.status() && item.reason().equals(answer.reason())) {
            return new TaskChange.Stands(item);
        }
        if (item.isHeldAgainst(worker, clock.instant())) {
            return new TaskChange.Claimed(item);
        }
        if (!condition.admits(item)) {
            return new TaskChange.Stale(item);
        }
        Optional<EntryKind> kind = step(item.status(), answer.status());
        if (kind.isEmpty()) {
            transaction.append(denied(caller, FailureCode.INVALID_TRANSITION)
                    .transfer(transfer)
                    .draft());
            return new TaskChange.Impossible(item);
        }
        transaction.moveTo(transfer, answer.status(), answer.reason(), answer.reasonSent());
        EntryDraft.Builder entry = entry(kind.get(), item).stage(Stage.ACKNOWLEDGE);
        answer.reason().ifPresent(reason -> entry.reason(reason).code(FailureCode.REJECTED));
        transaction.append(entry.draft());
        return new TaskChange.Stands(transaction.mailboxItem(transfer).orElse(item));
    }

    /** What a step is recorded as; empty if there is no such step. */
    private static Optional<EntryKind> step(TaskStatus from, TaskStatus to) {
        if (from.isFinal()) {
            return Optional.empty();
        }
        return switch (to) {
            // Only the gateway offers a transfer and notes its collection; only its source withdraws it.
            case REQUESTED, RECEIVED, CANCELLED -> Optional.empty();
            case ACCEPTED -> Optional.of(EntryKind.ACCEPTED);
            case COMPLETED -> Optional.of(EntryKind.ACKNOWLEDGED);
            case REJECTED -> Optional.of(EntryKind.REJECTED);
        };
    }

    /** Records that a caller asked for a transfer of somebody else. */
    public void denyTransfer(OdsCode caller, TransferId transfer) {
        deny(denied(caller, FailureCode.NOT_FOUND).transfer(transfer));
    }

    /** Records that a caller has not the role for what it asked. */
    void denyRole(OdsCode caller) {
        deny(denied(caller, FailureCode.FORBIDDEN));
    }

    /** Records that a caller asked for something of somebody else that is no transfer. */
    public void denyAnothers(OdsCode caller) {
        deny(denied(caller, FailureCode.NOT_FOUND));
    }

    /** Does not wait for the commit: how long an answer takes must not tell what exists. */
    private void deny(EntryDraft.Builder entry) {
        EntryDraft draft = entry.draft();
        var unused = store.write(transaction -> {
                    transaction.append(draft);
                    return true;
                })
                .whenComplete((kept, failure) -> {
                    if (failure != null) {
                        LOG.warn("a refusal could not be recorded: {}", draft.code());
                    }
                });
    }

    private static EntryDraft.Builder denied(OdsCode caller, FailureCode code) {
        return EntryDraft.of(EntryKind.DENIED).sender(caller).code(code);
    }

    private static EntryDraft.Builder entry(EntryKind kind, MailboxItem item) {
        return EntryDraft.of(kind)
                .transfer(item.transfer())
                .submission(item.submission())
                .sender(item.sender())
                .recipient(item.owner())
                .workflow(item.workflow());
    }

    /** Canonical ids only, so that one transfer has one address. */
    private static Optional<TransferId> transferId(String text) {
        return TransferId.parse(text).filter(id -> id.toString().equals(text));
    }
}
