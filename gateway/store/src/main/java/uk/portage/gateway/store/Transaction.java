package uk.portage.gateway.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.portage.adapter.spi.Matter;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SearchKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** What a change may do. Valid only while the change runs, on the writer's thread. */
public interface Transaction {

    /**
     * Claims a dedupe key.
     *
     * @return empty if the key is new and now claimed; otherwise the content hash it was claimed with
     */
    Optional<Sha256> claim(DedupeKey key, Sha256 content);

    /** True if a dedupe key has been claimed before; unlike {@link #claim} this claims nothing. */
    boolean isClaimed(DedupeKey key);

    /** As below, of one that nobody will search for. */
    default void keep(SubmissionRow submission, byte[] bytes, byte[] salt) {
        keep(submission, bytes, salt, Set.of());
    }

    /**
     * Keeps a submission and its bytes; the commitment's salt is kept with the bytes and dies with them.
     *
     * @param keys by which it can be found until it is erased
     */
    void keep(SubmissionRow submission, byte[] bytes, byte[] salt, Set<SearchKey> keys);

    /** Has a submission be found by these, too. One by which it is found already changes nothing. */
    void addKeys(SubmissionId submission, Set<SearchKey> keys);

    /**
     * Keeps the bundle that a submission was translated to. Keeping the same one again changes nothing; another one
     * replaces it.
     */
    void keepBundle(SubmissionId submission, byte[] bundle, Sha256 hash);

    /** Keeps a rendering other than the whole one, beside it; as above. */
    void keepRestricted(SubmissionId submission, Rendering rendering, byte[] bundle, Sha256 hash);

    boolean hasBundle(SubmissionId submission);

    /** Appends to the ledger and to its rollups. */
    void append(EntryDraft entry);

    /** Puts a row into the outbox, to be relayed to the broker after the commit. A repeated row changes nothing. */
    void enqueue(OutboxRow.Draft row);

    void markRelayed(long position);

    /** Starts a transfer that is not yet visible to its destination. A repeated one changes nothing. */
    void startTransfer(TransferDraft transfer);

    /** Remembers that a destination is sent records of this person. */
    void rememberRecipient(OrderingKey person, OdsCode owner);

    /** The destinations that were sent a record of one of these persons. */
    Set<OdsCode> recipientsOf(Collection<OrderingKey> persons);

    /** Makes a transfer visible in its destination's mailbox as requested. Returns false if it already was. */
    boolean offer(TransferId transfer);

    Optional<MailboxItem> mailboxItem(TransferId transfer);

    /** Moves a mailbox item to a status and increments its version. Any but RECEIVED ends its lease. */
    default void moveTo(TransferId transfer, TaskStatus status, Optional<RejectionReason> reason) {
        moveTo(transfer, status, reason, Optional.empty());
    }

    /** @param reasonSent the coding by which the reason was given, if it is not ours: system, a stroke and the code */
    void moveTo(TransferId transfer, TaskStatus status, Optional<RejectionReason> reason, Optional<String> reasonSent);

    /**
     * What a worker of the destination may have in hand: first what it has claimed already, then, oldest first, what
     * nobody has collected or claimed, and what was claimed and not answered when the lease lapsed.
     */
    List<MailboxItem> claimable(OdsCode owner, String worker, Instant now, int limit);

    /** Gives a mailbox item to a worker until the lease ends, and increments its version. */
    void lease(TransferId transfer, Lease lease);

    /**
     * Takes a transfer back that its destination has not collected: it is cancelled, offered or not. Returns false if it
     * was cancelled before or has been collected.
     */
    boolean withdraw(TransferId transfer);

    /**
     * Which of the transfers a later record cancels or corrects: the first that exists and is not cancelled; if all that
     * exist are, the first of them.
     *
     * @param candidates the latest first
     */
    Optional<TransferId> standing(List<TransferId> candidates);

    /**
     * Has each of two transfers of the same destination say that the later one cancels or corrects the earlier one. If
     * the earlier one is in the mailbox already, its version is incremented; it stays there, with its bundle.
     */
    void replace(TransferId earlier, Matter.Effect effect, TransferId later);

    boolean isParked(OrderingKey key);

    /**
     * True if the submission must be parked because an earlier one of the same person is parked, or was released and is
     * not routed yet. Stricter than {@link #isParked}: what the broker held at the release does not overtake what the
     * release sends.
     */
    boolean mustWait(OrderingKey key, SubmissionId submission);

    /**
     * What {@link #mustWait} says for the key, for a submission that concerns several persons: the key under which the
     * latest earlier record of one of them is parked, whichever of its identifiers that record named.
     */
    Optional<OrderingKey> mustWaitFor(Collection<OrderingKey> persons, SubmissionId submission);

    /** Parks a person's key: the submission waits for an operator, and with it what follows for the same person. */
    void park(OrderingKey key, SubmissionId submission);

    /**
     * Parks a person's key because the submission must not overtake what is parked under another person's: when the last
     * of that is routed, the submission goes on by itself.
     */
    void parkBehind(OrderingKey other, OrderingKey key, SubmissionId submission);

    /**
     * Releases a key: everything parked under it goes back to the outbox in its first order, under new duplicate ids
     * (the broker has seen the old ones). Returns how many.
     */
    int release(OrderingKey key);

    /**
     * Sends another message in place of one that no consumer could take, under a new duplicate id, if what it asks for is
     * still {@link Obligation#OPEN}. Returns false if it is not.
     */
    boolean sendAgain(DeadLetter letter);

    /** True if the submission has passed the given point before: a message the broker brings twice is seen here. */
    boolean isRouted(SubmissionId submission);

    /** As {@link #markRouted(SubmissionId, boolean)}, of one whose sender is not told to others. */
    default void markRouted(SubmissionId submission) {
        markRouted(submission, true);
    }

    /**
     * Marks a submission as done with translate, validate and route. If it had been parked and released, whatever had to
     * wait for it is released now.
     *
     * @param discreet false if nothing in the record asks that it be withheld from anybody, so that destinations that
     *     care for the person may be told who sent it
     */
    void markRouted(SubmissionId submission, boolean discreet);

    /** Replaces a destination's caseload by these persons. Keys, not identifiers: nobody can be read from them. */
    void replaceCaseload(OdsCode owner, Set<OrderingKey> persons);

    /** The destination of a transfer, if there is such a transfer. */
    Optional<OdsCode> destinationOf(TransferId transfer);

    /** What the MESH face keeps. */
    MeshWriter mesh();

    /** Who is told of new transfers. */
    SubscriptionWriter subscriptions();

    /** What destinations have asked organisations for. */
    RecordRequestWriter recordRequests();

    /** What destinations have asked for of their own history. */
    ExportWriter exports();

    /** What callers may prove themselves with once. */
    SpentCredentials spentCredentials();

    /** What operators say about organisations. */
    OrganisationWriter organisations();

    /** What operators have ordered to go the road once more. */
    ReplayWriter replays();
}
