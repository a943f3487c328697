package uk.portage.gateway.pipeline.translate;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.pipeline.broker.Addresses;
import uk.portage.gateway.pipeline.broker.NotYetException;
import uk.portage.gateway.pipeline.record.Entries;
import uk.portage.gateway.pipeline.record.Facts;
import uk.portage.gateway.pipeline.record.Start;
import uk.portage.gateway.pipeline.route.Recipient;
import uk.portage.gateway.pipeline.route.Router;
import uk.portage.gateway.pipeline.route.Routing;
import uk.portage.gateway.pipeline.validate.BundleValidator;
import uk.portage.gateway.pipeline.withhold.Markings;
import uk.portage.gateway.store.Failpoint;
import uk.portage.gateway.store.OutboxRow;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.store.Transaction;
import uk.portage.gateway.store.TransferDraft;
import uk.portage.gateway.store.heap.DocumentHeap;
import uk.portage.gateway.store.heap.HeapRoom;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * Takes claim checks from the inbox: translates, validates and routes what they stand for, and keeps the outcome in one
 * commit. Taking the same one again changes nothing. Safe for use by many threads, as long as the records of one person
 * come one after the other.
 */
public final class Inbox {

    /** After so many attempts that failed by a fault of ours the person is parked. */
    public static final int MAX_ATTEMPTS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final Store store;
    private final Carrying carrying;
    private final Entries entries;
    private final Function<Workflow, TimeTarget> timeTargets;
    private final Meters meters;
    private final InstantSource clock;
    private final Patience patience = new Patience();

    public Inbox(
            Store store,
            Translators translators,
            BundleValidator validator,
            Router router,
            byte[] siteKey,
            Entries entries,
            Function<Workflow, TimeTarget> timeTargets,
            MeterRegistry registry,
            InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.meters = new Meters(registry);
        this.carrying = new Carrying(translators, validator, router, siteKey, meters);
        this.entries = entries;
        this.timeTargets = timeTargets;
    }

    /**
     * Takes one claim check.
     *
     * @param attempt from 1
     * @return completes after the commit; with a {@link StoreUnavailableException} if the store is away, with an
     *     {@link AttemptFailedException} if it has to be tried again
     */
    public CompletableFuture<Boolean> take(SubmissionId id, int attempt) {
        SubmissionRow submission;
        try {
            // Without its row there is nobody to park: the broker puts the message with the dead letters.
            submission = store.submission(id).orElseThrow(() -> new AttemptFailedException(id));
        } catch (StoreUnavailableException | AttemptFailedException e) {
            return CompletableFuture.failedFuture(e);
        }
        HeapRoom.Share share = DocumentHeap.share();
        CompletableFuture<Boolean> kept;
        try {
            share.growTo((long) submission.size() * DocumentHeap.CARRIED);
            kept = carry(submission);
        } catch (RuntimeException | StackOverflowError e) {
            kept = CompletableFuture.failedFuture(e);
        }
        return kept.whenComplete((routed, failure) -> share.close())
                .exceptionallyCompose(failure -> recover(submission, attempt, failure))
                .thenApply(routed -> {
                    Failpoint.AFTER_ROUTE_BEFORE_CONSUME.reach();
                    return routed;
                });
    }

    private CompletableFuture<Boolean> carry(SubmissionRow submission) {
        if (submission.changesIdentity()
                && store.isUnderWay(submission.otherKeys(), submission.id())
                && patience.isLeftFor(submission.id())) {
            return CompletableFuture.failedFuture(new NotYetException(submission.id()));
        }
        Optional<byte[]> bytes = store.submissionBytes(submission.id());
        if (bytes.isEmpty() && store.isErased(submission.id())) {
            return CompletableFuture.completedFuture(false);
        }
        Set<OdsCode> informed = informed(submission);
        List<SubmissionId> predecessors = store.predecessors(submission);
        Set<OdsCode> concerned = new TreeSet<>(informed);
        concerned.addAll(store.caseload(submission.orderingKey()));
        concerned.addAll(recipientsOf(predecessors, submission));
        Carried carried = carrying.carry(
                submission,
                bytes.orElseThrow(() -> new IllegalStateException("its bytes are gone")),
                List.copyOf(concerned));
        long decided = System.nanoTime();
        Known known = new Known(informed, predecessors, failedBefore(submission));
        return store.write(transaction -> keep(transaction, submission, carried, known))
                .thenCompose(kept -> {
                    if (kept == Kept.NOT_YET) {
                        return CompletableFuture.failedFuture(new NotYetException(submission.id()));
                    }
                    meters.routed(decided);
                    return CompletableFuture.completedFuture(kept == Kept.ROUTED);
                });
    }

    /**
     * Why the record had not arrived when its cutoff passed: it is carried all the same, and nobody else is to blame for it
     * from here on.
     */
    private Optional<FailureCode> failedBefore(SubmissionRow submission) {
        Instant cutoff = Start.of(submission.eventTime(), submission.receivedAt())
                .at()
                .plus(timeTargets.apply(submission.workflow()).cutoff());
        return cutoff.isAfter(clock.instant())
                ? Optional.empty()
                : store.ledger()
                        .state(TransferId.withoutDestination(submission.id()))
                        .filter(state -> state.status() == TransferStatus.TECHNICAL_FAILURE)
                        .flatMap(TransferState::code);
    }

    /**
     * Who has to hear that identifiers are one person's: whoever was sent records under one of them, or cares for the
     * person by one. An update that only repeats what they were sent before is no news to them.
     */
    private Set<OdsCode> informed(SubmissionRow submission) {
        if (!submission.changesIdentity()) {
            return Set.of();
        }
        Set<OdsCode> informed = new TreeSet<>(store.recipientsOf(submission.otherKeys()));
        submission.otherKeys().forEach(key -> informed.addAll(store.caseload(key)));
        Set<OdsCode> before = store.recipientsOf(List.of(submission.orderingKey()));
        if (submission.workflow() != Workflow.IDENTITY_MERGE && before.containsAll(informed)) {
            return Set.of();
        }
        informed.addAll(before);
        return informed;
    }

    /**
     * Who was sent what this record may cancel or correct: to them it goes, wherever rules would send it, because they act
     * on what is no longer so.
     */
    private Set<OdsCode> recipientsOf(List<SubmissionId> predecessors, SubmissionRow submission) {
        if (predecessors.isEmpty()) {
            return Set.of();
        }
        List<OrderingKey> person = new ArrayList<>(submission.otherKeys());
        person.add(submission.orderingKey());
        return store.recipientsOf(person).stream()
                .filter(destination -> predecessors.stream()
                        .anyMatch(earlier -> store.mailboxItem(TransferId.of(earlier, destination))
                                .isPresent()))
                .collect(Collectors.toSet());
    }

    private CompletableFuture<Boolean> recover(SubmissionRow submission, int attempt, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StoreUnavailableException || cause instanceof NotYetException) {
            return CompletableFuture.failedFuture(cause);
        }
        complain(submission.id(), attempt, cause);
        try {
            if (attempt < MAX_ATTEMPTS && !store.isParked(submission.orderingKey())) {
                return CompletableFuture.failedFuture(new AttemptFailedException(submission.id()));
            }
        } catch (StoreUnavailableException e) {
            return CompletableFuture.failedFuture(e);
        }
        return store.write(transaction -> {
            boolean behind = transaction.mustWait(submission.orderingKey(), submission.id());
            park(transaction, submission, behind ? FailureCode.PARKED : FailureCode.INTERNAL);
            return false;
        });
    }

    /** Where and of which class, not what it says: that might quote the record. */
    private static void complain(SubmissionId id, int attempt, Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        LOG.error(
                "Submission {} failed at attempt {}: {} at {}",
                id,
                attempt,
                failure.getClass().getName(),
                trace.length == 0 ? "an unknown place" : trace[0]);
    }

    private enum Kept {
        ROUTED,
        /** There was nothing to route, or it is parked. */
        NOT_ROUTED,
        /** Something was routed meanwhile that it should have known. */
        NOT_YET
    }

    /**
     * What earlier records say about where this one goes and what it refers to.
     *
     * @param informed who has to hear that identifiers are one person's
     * @param predecessors what it may cancel or correct, the latest first
     * @param failedBefore why it had not arrived when its cutoff passed
     */
    private record Known(Set<OdsCode> informed, List<SubmissionId> predecessors, Optional<FailureCode> failedBefore) {}

    private Kept keep(Transaction transaction, SubmissionRow submission, Carried carried, Known known) {
        if (transaction.isRouted(submission.id())) {
            return Kept.NOT_ROUTED;
        }
        if (transaction.mustWait(submission.orderingKey(), submission.id())) {
            park(transaction, submission, FailureCode.PARKED);
            return Kept.NOT_ROUTED;
        }
        if (submission.changesIdentity()) {
            Optional<OrderingKey> other = transaction.mustWaitFor(submission.otherKeys(), submission.id());
            if (other.isPresent()) {
                transaction.parkBehind(other.get(), submission.orderingKey(), submission.id());
                transaction.append(entries.parked(submission, FailureCode.PARKED));
                return Kept.NOT_ROUTED;
            }
            if (submission.workflow() == Workflow.IDENTITY_MERGE
                    && !known.informed().containsAll(transaction.recipientsOf(submission.otherKeys()))) {
                return Kept.NOT_YET;
            }
        }
        if (carried instanceof Carried.Refused refused) {
            transaction.append(entries.failed(submission, Stage.TRANSLATE, refused.code(), refused.translating()));
        } else if (carried instanceof Carried.Translated translated) {
            Carried.Rendered whole = translated.whole();
            transaction.keepBundle(submission.id(), whole.bundle(), whole.hash());
            transaction.addKeys(submission.id(), translated.numbers());
            translated
                    .restricted()
                    .map(Carried.Withheld::rendered)
                    .ifPresent(restricted -> transaction.keepRestricted(
                            submission.id(), Rendering.LOCATION_WITHHELD, restricted.bundle(), restricted.hash()));
            transaction.append(entries.translated(submission, whole.facts()));
            transaction.append(entries.validated(submission, whole.facts()));
            route(transaction, submission, translated, known);
        }
        boolean discreet = !(carried instanceof Carried.Translated translated)
                || !translated.markings().equals(Markings.NONE);
        transaction.markRouted(submission.id(), discreet);
        return Kept.ROUTED;
    }

    private void route(Transaction transaction, SubmissionRow submission, Carried.Translated translated, Known known) {
        Facts facts = translated.whole().facts();
        Routing routing = translated.routing();
        if (routing instanceof Routing.To to) {
            send(transaction, submission, translated, to.recipients(), known);
            for (OdsCode destination : to.withheldFrom()) {
                // An obligation that ends here: not sent, and on record as that.
                transaction.append(
                        entries.routed(submission, facts, TransferId.of(submission.id(), destination), destination));
                transaction.append(
                        entries.excluded(submission, facts, Exclusion.LAWFUL_WITHHOLDING, Optional.of(destination)));
            }
        } else if (routing instanceof Routing.Nowhere nowhere) {
            transaction.append(entries.notRouted(submission, facts, nowhere.code()));
        } else if (routing instanceof Routing.Excluded excluded) {
            send(transaction, submission, translated, excluded.recipients(), known);
            List<Optional<OdsCode>> counted = excluded.recipients().isEmpty()
                    ? List.of(Optional.empty())
                    : excluded.recipients().stream()
                            .map(recipient -> Optional.of(recipient.organisation()))
                            .toList();
            counted.forEach(destination ->
                    transaction.append(entries.excluded(submission, facts, excluded.exclusion(), destination)));
        }
    }

    private void send(
            Transaction transaction,
            SubmissionRow submission,
            Carried.Translated translated,
            List<Recipient> recipients,
            Known known) {
        Start start = Start.of(submission.eventTime(), submission.receivedAt());
        TimeTarget timeTarget = timeTargets.apply(submission.workflow());
        for (Recipient recipient : recipients) {
            OdsCode destination = recipient.organisation();
            Rendering rendering = recipient.rendering();
            TransferId transfer = TransferId.of(submission.id(), destination);
            transaction.startTransfer(new TransferDraft(
                    transfer,
                    submission.id(),
                    submission.sender(),
                    destination,
                    submission.workflow(),
                    start.at().plus(timeTarget.cutoff()),
                    rendering));
            transaction.rememberRecipient(submission.orderingKey(), destination);
            submission.otherKeys().forEach(key -> transaction.rememberRecipient(key, destination));
            Optional<TransferId> replaced = replaced(transaction, known.predecessors(), destination);
            replaced.ifPresent(earlier -> transaction.replace(
                    earlier, submission.matter().orElseThrow().effect(), transfer));
            transaction.append(
                    entries.routed(submission, translated.facts(rendering), transfer, destination, replaced));
            known.failedBefore()
                    .ifPresent(code -> transaction.append(entries.late(submission, transfer, destination, code)));
            if (rendering != Rendering.WHOLE) {
                transaction.append(entries.withheld(
                        submission,
                        transfer,
                        destination,
                        translated.restricted().orElseThrow().counts()));
            }
            transaction.enqueue(new OutboxRow.Draft(
                    Addresses.out(destination),
                    transfer.toString(),
                    submission.orderingKey(),
                    submission.id(),
                    Optional.of(transfer),
                    rendering));
        }
    }

    /** What the destination itself was sent: whoever was not sent the earlier record does not hear that there was one. */
    private static Optional<TransferId> replaced(
            Transaction transaction, List<SubmissionId> predecessors, OdsCode destination) {
        return predecessors.isEmpty()
                ? Optional.empty()
                : transaction.standing(predecessors.stream()
                        .map(earlier -> TransferId.of(earlier, destination))
                        .toList());
    }

    private void park(Transaction transaction, SubmissionRow submission, FailureCode code) {
        transaction.park(submission.orderingKey(), submission.id());
        transaction.append(entries.parked(submission, code));
    }
}
