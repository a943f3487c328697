package uk.portage.gateway.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.LedgerTree;
import uk.portage.gateway.transfer.ErasureReason;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.verifier.note.NoteSignature;
import uk.portage.verifier.note.VerifierKey;

/**
 * The single truth of the gateway. All changes pass through one writer thread that commits them in groups; reads run
 * beside it and see only what is committed. Safe for use by many threads.
 */
public interface Store extends AutoCloseable {

    /**
     * Runs the change in the next group commit.
     *
     * @return completes with the change's result after the commit that keeps it has reached the disk; completes with a
     *     {@link StoreUnavailableException} if it could not be kept, or with what the change threw, in which case
     *     nothing of that change is kept and the other changes of its group are not affected. The change may run more
     *     than once (its group may be tried again), so it must have no effect but through the transaction.
     */
    <T> CompletableFuture<T> write(Change<T> change);

    /**
     * As {@link #write}, and waits for the commit.
     *
     * @throws StoreUnavailableException if the change could not be kept
     * @throws CompletionException with what the change threw
     */
    default <T> T commit(Change<T> change) {
        try {
            return write(change).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailableException unavailable ? unavailable : e;
        }
    }

    /**
     * Has the listener run after each group commit, as long as the store is open. It must be quick; what it throws is
     * lost.
     */
    void onCommit(Runnable listener);

    Optional<SubmissionRow> submission(SubmissionId id);

    /** The unaltered bytes of a submission; empty once it is erased, as its bundles are. */
    Optional<byte[]> submissionBytes(SubmissionId id);

    /** The whole bundle as FHIR JSON in UTF-8. */
    default Optional<byte[]> bundle(SubmissionId id) {
        return bundle(id, Rendering.WHOLE);
    }

    /** A bundle as FHIR JSON in UTF-8. Never another rendering than the one asked for. */
    Optional<byte[]> bundle(SubmissionId id, Rendering rendering);

    /** How many bytes a bundle has; found without reading them. */
    OptionalLong bundleSize(SubmissionId id, Rendering rendering);

    /** The hash with which a bundle was kept. */
    Optional<Sha256> bundleHash(SubmissionId id, Rendering rendering);

    /**
     * Destroys the key of a submission's payloads and what there is of them: its bytes, its bundles and their salt. What is
     * known of it stays, and its erasure is an entry of the ledger. What its destinations have not collected is withdrawn
     * from their mailboxes, and counts as what it would without an answer.
     *
     * @param evenIfUndelivered true to erase also what has not been collected by all of its destinations
     */
    CompletableFuture<Erasure> erase(SubmissionId id, ErasureReason reason, boolean evenIfUndelivered);

    boolean isErased(SubmissionId id);

    /** The submission of a transfer, offered or not. */
    Optional<SubmissionId> submissionOf(TransferId transfer);

    /**
     * Has a new key wrap the keys of all payloads, the old ones in the background; the former one is then forgotten.
     *
     * @return the new key's id; empty if the keys are given from outside, and changed there
     */
    Optional<String> rotateKey();

    /** Rows not yet marked as relayed, in the order in which they were committed, after the given position. */
    List<OutboxRow> outbox(long afterPosition, int limit);

    /** How many outbox rows have not been relayed. */
    long outboxDepth();

    Optional<MailboxItem> mailboxItem(TransferId id);

    /**
     * One page of a destination's mailbox, oldest first: items after the given position.
     *
     * @param statuses empty for all
     */
    List<MailboxItem> mailbox(OdsCode owner, Set<TaskStatus> statuses, long afterPosition, int limit);

    default long mailboxCount(OdsCode owner, Set<TaskStatus> statuses) {
        return mailboxCount(owner, statuses, Long.MAX_VALUE);
    }

    /** The same, but no further than to the most: a mailbox may hold a million. */
    long mailboxCount(OdsCode owner, Set<TaskStatus> statuses, long most);

    /**
     * How many of these are claimed at this time by another than the worker.
     *
     * @param statuses empty for all
     * @param worker empty for nobody: all that are claimed
     */
    long claimedCount(OdsCode owner, Set<TaskStatus> statuses, Optional<String> worker, Instant now);

    /**
     * What a destination's mailbox holds of a person, oldest first: whose records name the person first, and merges that
     * name it at all.
     */
    List<MailboxItem> mailboxOf(OdsCode owner, OrderingKey person);

    /** The persons whose records wait for an operator, oldest first. */
    List<ParkedKey> parkedKeys();

    boolean isParked(OrderingKey key);

    /**
     * Transfers whose cutoff has passed and that are still open in the ledger, the longest overdue first. Among them are
     * submissions that were never routed, as their transfer {@link TransferId#withoutDestination without destination}:
     * these have neither destination nor mailbox item.
     */
    List<TransferId> expired(Instant now, int limit);

    /** The destinations that have registered this person in their caseload, in order of their codes. */
    List<OdsCode> caseload(OrderingKey person);

    /** The destinations that were sent a record of one of these persons. */
    Set<OdsCode> recipientsOf(Collection<OrderingKey> persons);

    /**
     * What a submission may cancel or correct: earlier ones of the same matter, of the types that it says, about the same
     * person; the latest first, a hundred at most, and not all if they lie far apart. Empty if it cancels and corrects
     * nothing.
     */
    List<SubmissionId> predecessors(SubmissionRow submission);

    /** True if an earlier submission that names one of these persons is neither routed nor parked. */
    boolean isUnderWay(Collection<OrderingKey> persons, SubmissionId before);

    /** How many persons a destination has registered. */
    long caseloadSize(OdsCode owner);

    /**
     * Fills the outbox anew with everything that is unfinished: submissions neither routed nor parked, transfers not
     * offered. For a broker that has lost what was relayed to it; call it before relaying starts. Returns the number of
     * rows.
     */
    int refillOutbox();

    LedgerReader ledger();

    /** The tree over the ledger's entries, and what was signed of it. */
    LedgerTree ledgerTree();

    /**
     * Has another key sign the ledger from now on: an entry names it, and the next checkpoint is signed by both.
     *
     * @return the new verifier key; empty if this store signs nothing
     */
    Optional<VerifierKey> changeLedgerKey();

    /**
     * Keeps what a witness has signed. Whose signature it is, and of which checkpoint, must have been found out before.
     *
     * @return false if there is one of this witness for that checkpoint already, which stays
     */
    boolean keepCosignature(long size, NoteSignature signature);

    /** What operators have said about organisations. */
    OrganisationRegister organisations();

    /** What the MESH face keeps. */
    MeshReader mesh();

    /** Who is told of new transfers. */
    SubscriptionReader subscriptions();

    /** What destinations have asked organisations for. */
    RecordRequestReader recordRequests();

    /**
     * The organisations that have sent records about a person, with the time of the last, as far as a destination may
     * know of them: not what was withdrawn from everybody, not training; and of what asks to be withheld from anybody,
     * of what was sent on request, and of what is not routed, only what the destination was itself given, whole.
     */
    Map<OdsCode, Instant> sendersOf(OrderingKey person, OdsCode destination);

    /** What destinations have asked for of their own history. */
    ExportReader exports();

    /** Finds submissions by what is indexed of them. */
    SubmissionFinder submissions();

    /** What operators have ordered to go the road once more. */
    ReplayReader replays();

    /** True if a commit went through within the last seconds, or one tried now does. */
    boolean isWritable();

    @Override
    void close();
}
