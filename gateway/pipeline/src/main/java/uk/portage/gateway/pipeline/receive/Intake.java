package uk.portage.gateway.pipeline.receive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.adapter.spi.Envelope;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Commitment;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.pipeline.record.Start;
import uk.portage.gateway.store.Failpoint;
import uk.portage.gateway.store.OutboxRow;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.store.Transaction;
import uk.portage.gateway.store.heap.DocumentHeap;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.KeyedMatter;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.SearchKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;

/**
 * Takes a document in, whatever the transport: who is speaking, whether it came before, one commit. A listener, an HTTP
 * resource and a folder watcher are each one class on top of it. Safe for use by many threads.
 */
public final class Intake implements AutoCloseable {

    /** The broker's address of what has been received and waits for translation. */
    public static final String INBOX = "inbox";

    /** How long a sender waits for a commit before it hears that there was none. */
    static final Duration COMMIT_PATIENCE = Duration.ofSeconds(10);

    /** What the heap there is can carry. */
    private static final long LARGEST_DOCUMENT = DocumentHeap.largestDocument();

    /** How long a document of a connection that is not read meanwhile may be held back before it is refused. */
    static final Duration PATIENCE_WITH_RATE = Duration.ofSeconds(5);

    private static final int MAX_WAITING_DOCUMENTS = 4_000;
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Store store;
    private final Map<String, Adapter> adapters;
    private final byte[] siteKey;
    private final Map<Workflow, TimeTarget> timeTargets;
    private final Quota quota;
    private final Predicate<OdsCode> suspended;
    private final Throttle throttle;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final long maxWaitingBytes;
    private final MissedRefusals missed;
    private final Counter heldBack;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong waitingDocuments = new AtomicLong();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    /**
     * @param siteKey at least 32 secret bytes, the same for the life of the store
     * @param timeTargets the time targets that differ from {@link TimeTarget#defaultFor the defaults}
     * @param quota who takes no more for now
     * @param suspended who may send nothing for now
     * @param rates how much each organisation may send
     */
    public Intake(
            Store store,
            Collection<Adapter> adapters,
            byte[] siteKey,
            Map<Workflow, TimeTarget> timeTargets,
            Quota quota,
            Predicate<OdsCode> suspended,
            Rates rates,
            MeterRegistry meters,
            InstantSource clock) {
        this.store = store;
        this.adapters = adapters.stream().collect(Collectors.toUnmodifiableMap(Adapter::name, Function.identity()));
        this.siteKey = siteKey.clone();
        this.timeTargets = Map.copyOf(timeTargets);
        this.quota = quota;
        this.suspended = suspended;
        this.meters = meters;
        this.clock = clock;
        this.missed = new MissedRefusals(store);
        this.heldBack = Counter.builder("portage.held.back")
                .description("Documents that came faster than their organisation may send, and waited for their turn")
                .register(meters);
        this.maxWaitingBytes = Runtime.getRuntime().maxMemory() / 4;
        this.throttle = new Throttle(rates, maxWaitingBytes / 2);
    }

    /**
     * Identifies a document, checks its sender and keeps it.
     *
     * @param receivedAt when its last byte came
     * @return completes, never exceptionally, after the commit that keeps the document or its refusal, or when it is
     *     certain that there is none
     */
    public CompletableFuture<Answer> receive(
            ChannelConfiguration channel, SourceDocument document, Instant receivedAt) {
        return receive(channel, document, receivedAt, Optional.empty());
    }

    /**
     * As above, from a transport whose sender sends nothing while it waits: what comes faster than its organisation may
     * send is held back for some seconds before it is refused.
     */
    public CompletableFuture<Answer> receivePatiently(
            ChannelConfiguration channel, SourceDocument document, Instant receivedAt) {
        return receive(channel, document, receivedAt, Optional.empty(), PATIENCE_WITH_RATE);
    }

    /**
     * As above, from a transport that says itself for whom the document is.
     *
     * @param addressee the receiver for the routing, in the place of the one named inside; empty if the transport does
     *     not say
     */
    public CompletableFuture<Answer> receive(
            ChannelConfiguration channel, SourceDocument document, Instant receivedAt, Optional<String> addressee) {
        return receive(channel, document, receivedAt, addressee, Duration.ZERO);
    }

    private CompletableFuture<Answer> receive(
            ChannelConfiguration channel,
            SourceDocument document,
            Instant receivedAt,
            Optional<String> addressee,
            Duration patience) {
        long begun = System.nanoTime();
        if (document.size() > LARGEST_DOCUMENT) {
            // Accepted, it would take the whole gateway down, again after each restart.
            FrameRefusal oversized = FrameRefusal.of(FailureCode.OVERSIZED, document.bytes(), document.size());
            return refuse(channel, oversized, receivedAt);
        }
        if (!admit(document)) {
            // Writing is what there is too much of. The sender will try again.
            missed.add(channel, FailureCode.OVERLOADED, receivedAt);
            Outcome overloaded = Outcome.refused(FailureCode.OVERLOADED, List.of());
            count(channel, overloaded, begun);
            return CompletableFuture.completedFuture(overloaded.answer());
        }
        CompletableFuture<Outcome> committed;
        try {
            committed = commit(channel, document, receivedAt, addressee, patience);
        } catch (RuntimeException | StackOverflowError e) {
            // Its class only: a message may quote the document.
            LOG.error("Channel {} could not take in a document: {}", channel.name(), e.getClass());
            committed = refuse(channel, document, Optional.empty(), FailureCode.INTERNAL, List.of(), receivedAt);
        }
        return patiently(committed.whenComplete((outcome, failure) -> leave(document)))
                .handle((outcome, failure) -> {
                    if (outcome != null) {
                        Failpoint.AFTER_COMMIT_BEFORE_ACK.reach();
                    }
                    Outcome known = outcome != null ? outcome : notCommitted(channel, failure, receivedAt);
                    count(channel, known, begun);
                    return known.answer();
                });
    }

    /**
     * Puts on record what a transport had to refuse before there was a document.
     *
     * @return completes, never exceptionally, after the commit that keeps the refusal, or when it is certain that there
     *     is none
     */
    public CompletableFuture<Answer> refuse(ChannelConfiguration channel, FrameRefusal refusal, Instant receivedAt) {
        Answer refused = new Answer.Refused(refusal.code(), List.of());
        return refuseOnRecord(channel, refusal, receivedAt).thenApply(answer -> refused);
    }

    /**
     * As {@link #refuse}, for a transport that can wait: if the refusal could not be kept, the answer says why.
     *
     * @return completes, never exceptionally
     */
    public CompletableFuture<Answer> refuseOnRecord(
            ChannelConfiguration channel, FrameRefusal refusal, Instant receivedAt) {
        long begun = System.nanoTime();
        Outcome outcome = Outcome.refused(refusal.code(), List.of());
        Optional<Envelope> envelope = envelopeOf(channel, refusal.head());
        EntryDraft.Builder entry = refusalEntry(
                channel, envelope, senderOf(channel, envelope), refusal.size(), refusal.code(), receivedAt);
        if (refusal.code().retry() != FailureCode.Retry.LATER) {
            // Otherwise it comes again whole and is counted then: a broken connection is not a record that did not
            // arrive.
            counted(entry, channel, Sha256.of(refusal.head().bytes()), refusal.code());
        }
        return patiently(append(entry.draft(), outcome)).handle((committed, failure) -> {
            count(channel, outcome, begun);
            if (committed != null) {
                return outcome.answer();
            }
            warn(channel, failure);
            missed.add(channel, refusal.code(), receivedAt);
            return Outcome.refused(codeOf(cause(failure)), List.of()).answer();
        });
    }

    /** The answer to a document, in the format of the channel, without transport framing. */
    public byte[] acknowledgement(ChannelConfiguration channel, SourceDocument document, Answer answer) {
        return adapter(channel).acknowledger().answer(document, answer, clock.instant());
    }

    /**
     * The adapter that reads a channel's documents.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public Adapter adapter(ChannelConfiguration channel) {
        Adapter adapter = adapters.get(channel.adapter());
        if (adapter == null) {
            throw new IllegalArgumentException(
                    "channel " + channel.name() + " needs the adapter " + channel.adapter() + ", which is not there");
        }
        return adapter;
    }

    /** Where transports count. */
    public MeterRegistry meters() {
        return meters;
    }

    /** The clock of everything that is received. */
    public InstantSource clock() {
        return clock;
    }

    private CompletableFuture<Outcome> commit(
            ChannelConfiguration channel,
            SourceDocument document,
            Instant receivedAt,
            Optional<String> addressee,
            Duration patience) {
        Identification identification = adapter(channel).format().identify(document);
        if (identification instanceof Identification.Refused refused) {
            return refuse(channel, document, Optional.empty(), refused.code(), refused.where(), receivedAt);
        }
        Identification.Identified identified = (Identification.Identified) identification;
        Envelope envelope = identified.envelope();
        Optional<OdsCode> organisation = channel.organisationOf(envelope.sendingFacility());
        if (organisation.isEmpty()) {
            return refuse(channel, document, Optional.of(envelope), FailureCode.WRONG_SENDER, List.of(), receivedAt);
        }
        if (suspended.test(organisation.get())) {
            return refuse(channel, document, Optional.of(envelope), FailureCode.SUSPENDED, List.of(), receivedAt);
        }
        if (channel.unmapped() == ChannelConfiguration.Unmapped.REFUSE
                && !identified.unmapped().isEmpty()) {
            return refuse(
                    channel,
                    document,
                    Optional.of(envelope),
                    FailureCode.UNSUPPORTED_TYPE,
                    identified.unmapped(),
                    receivedAt);
        }
        OdsCode sender = organisation.get();
        if (!throttle.enter(sender, document.size())) {
            return refusedForNow(channel, sender, FailureCode.OVERLOADED, receivedAt);
        }
        CompletableFuture<Outcome> kept;
        try {
            kept = inTurn(
                    channel,
                    sender,
                    document.size(),
                    receivedAt,
                    patience,
                    () -> keep(channel, document, envelope, sender, receivedAt, addressee));
        } catch (RuntimeException | StackOverflowError e) {
            throttle.leave(sender, document.size());
            throw e;
        }
        return kept.whenComplete((outcome, failure) -> throttle.leave(sender, document.size()));
    }

    private CompletableFuture<Outcome> inTurn(
            ChannelConfiguration channel,
            OdsCode sender,
            int size,
            Instant receivedAt,
            Duration patience,
            Supplier<CompletableFuture<Outcome>> keeping) {
        Optional<Duration> wait = throttle.turn(sender, size, patience);
        if (wait.isEmpty()) {
            return refusedForNow(channel, sender, FailureCode.RATE_EXCEEDED, receivedAt);
        }
        if (wait.get().isZero()) {
            return keeping.get();
        }
        heldBack.increment();
        return CompletableFuture.supplyAsync(
                        wait::get, CompletableFuture.delayedExecutor(wait.get().toNanos(), TimeUnit.NANOSECONDS))
                .thenCompose(waited -> keeping.get());
    }

    private CompletableFuture<Outcome> refusedForNow(
            ChannelConfiguration channel, OdsCode sender, FailureCode code, Instant receivedAt) {
        missed.add(channel, sender, code, receivedAt);
        return CompletableFuture.completedFuture(Outcome.refused(code, List.of()));
    }

    private CompletableFuture<Outcome> keep(
            ChannelConfiguration channel,
            SourceDocument document,
            Envelope envelope,
            OdsCode organisation,
            Instant receivedAt,
            Optional<String> addressee) {
        DedupeKey key = DedupeKey.ofDocument(
                organisation,
                channel.name(),
                envelope.sendingApplication(),
                envelope.sendingFacility(),
                envelope.businessId());
        SubmissionId id = SubmissionId.of(key);
        Sha256 content = Sha256.of(document.bytes());
        byte[] salt = Commitment.newSalt(random);
        OrderingKey orderingKey = envelope.person()
                .map(person -> OrderingKey.of(siteKey, organisation, person))
                .orElseGet(() -> OrderingKey.of(siteKey, id));
        List<OrderingKey> otherKeys = envelope.otherIdentifiers().stream()
                .map(identifier -> OrderingKey.of(siteKey, organisation, identifier))
                .toList();
        Set<SearchKey> searchKeys = searchKeys(envelope, orderingKey, otherKeys);
        String receiver = addressee.orElse(envelope.receivingFacility());
        SubmissionRow submission = new SubmissionRow(
                id,
                organisation,
                channel.name(),
                channel.adapter(),
                envelope.messageType(),
                envelope.workflow(),
                receiver,
                envelope.eventTime(),
                receivedAt,
                envelope.testRecord(),
                orderingKey,
                otherKeys,
                envelope.changesIdentity(),
                envelope.matter().map(matter -> KeyedMatter.of(siteKey, organisation, matter)),
                content,
                document.size());
        EntryDraft received = describe(EntryKind.RECEIVED, channel, Optional.of(envelope), document.size(), receivedAt)
                .submission(id)
                .sender(organisation)
                .commitment(Commitment.of(salt, document.bytes()))
                .draft();
        OutboxRow.Draft row = new OutboxRow.Draft(INBOX, id.toString(), orderingKey, id, Optional.empty());
        Optional<OdsCode> full = quota.reachedBy(receiver);
        CompletableFuture<Outcome> kept = store.write(transaction -> {
            if (full.isPresent() && !transaction.isClaimed(key)) {
                return Outcome.refused(FailureCode.DESTINATION_FULL, List.of());
            }
            Optional<Sha256> before = transaction.claim(key, content);
            if (before.isEmpty()) {
                transaction.keep(submission, document.bytes(), salt, searchKeys);
                transaction.append(received);
                transaction.enqueue(row);
                return Outcome.accepted("accepted", id);
            }
            if (before.get().equals(content)) {
                transaction.append(
                        describe(EntryKind.REPEATED, channel, Optional.of(envelope), document.size(), receivedAt)
                                .submission(id)
                                .sender(organisation)
                                .draft());
                return Outcome.accepted("repeated", id);
            }
            EntryDraft.Builder conflict = refusalEntry(
                    channel,
                    Optional.of(envelope),
                    Optional.of(organisation),
                    document.size(),
                    FailureCode.DUPLICATE_CONFLICT,
                    receivedAt);
            transaction.append(counted(conflict, channel, content, FailureCode.DUPLICATE_CONFLICT)
                    .draft());
            return Outcome.refused(FailureCode.DUPLICATE_CONFLICT, List.of());
        });
        return full.isEmpty()
                ? kept
                : kept.whenComplete((outcome, failure) -> {
                    if (outcome != null && outcome.isRefusedFor(FailureCode.DESTINATION_FULL)) {
                        missed.add(channel, organisation, full.get(), FailureCode.DESTINATION_FULL, receivedAt);
                    }
                });
    }

    private Set<SearchKey> searchKeys(Envelope envelope, OrderingKey orderingKey, List<OrderingKey> otherKeys) {
        Set<SearchKey> keys = new LinkedHashSet<>();
        keys.add(SearchKey.ofControlId(siteKey, envelope.businessId()));
        envelope.matter().ifPresent(matter -> keys.add(SearchKey.ofDocumentId(siteKey, matter.number())));
        if (envelope.person().isPresent()) {
            keys.add(SearchKey.of(orderingKey));
        }
        otherKeys.forEach(key -> keys.add(SearchKey.of(key)));
        return keys;
    }

    private CompletableFuture<Outcome> refuse(
            ChannelConfiguration channel,
            SourceDocument document,
            Optional<Envelope> envelope,
            FailureCode code,
            List<SourcePath> where,
            Instant receivedAt) {
        EntryDraft.Builder entry =
                refusalEntry(channel, envelope, senderOf(channel, envelope), document.size(), code, receivedAt);
        return append(counted(entry, channel, Sha256.of(document.bytes()), code).draft(), Outcome.refused(code, where));
    }

    private CompletableFuture<Outcome> append(EntryDraft entry, Outcome outcome) {
        return store.write((Transaction transaction) -> {
            transaction.append(entry);
            return outcome;
        });
    }

    /** A commit after the sender lost patience is still a commit: the document, sent again, gets its receipt. */
    private static CompletableFuture<Outcome> patiently(CompletableFuture<Outcome> written) {
        return written.copy().orTimeout(COMMIT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private EntryDraft.Builder refusalEntry(
            ChannelConfiguration channel,
            Optional<Envelope> envelope,
            Optional<OdsCode> sender,
            long size,
            FailureCode code,
            Instant receivedAt) {
        EntryDraft.Builder entry =
                describe(EntryKind.REFUSED, channel, envelope, size, receivedAt).code(code);
        sender.ifPresent(entry::sender);
        return entry;
    }

    /**
     * Makes a refusal count as a transfer that failed. The same content refused again for the same reason is the same
     * transfer, however often its sender tries. The site key keeps anyone from testing a guess at the content.
     */
    private EntryDraft.Builder counted(
            EntryDraft.Builder entry, ChannelConfiguration channel, Sha256 content, FailureCode code) {
        SubmissionId unkeyed =
                new SubmissionId(DerivedId.of("refused", channel.name(), code.name(), content.hexadecimal()));
        SubmissionId refused = new SubmissionId(
                DerivedId.of("refused", OrderingKey.of(siteKey, unkeyed).value()));
        return entry.submission(refused).transfer(TransferId.withoutDestination(refused));
    }

    private EntryDraft.Builder describe(
            EntryKind kind, ChannelConfiguration channel, Optional<Envelope> envelope, long size, Instant receivedAt) {
        Workflow workflow = envelope.map(Envelope::workflow).orElse(Workflow.UNKNOWN);
        Start start = Start.of(envelope.flatMap(Envelope::eventTime), receivedAt);
        Duration taken = Duration.between(receivedAt, clock.instant());
        EntryDraft.Builder entry = EntryDraft.of(kind)
                .stage(Stage.RECEIVE)
                .channel(channel.name())
                .format(channel.adapter())
                .workflow(workflow)
                .size(size)
                .duration(taken.isNegative() ? Duration.ZERO : taken)
                .startedAt(start.at(), start.bySource())
                .timeTarget(timeTargetFor(workflow));
        envelope.map(Envelope::messageType).ifPresent(entry::messageType);
        return entry;
    }

    private TimeTarget timeTargetFor(Workflow workflow) {
        TimeTarget configured = timeTargets.get(workflow);
        return configured != null ? configured : TimeTarget.defaultFor(workflow);
    }

    /** What the first bytes of a refused frame say, if they say anything. */
    private Optional<Envelope> envelopeOf(ChannelConfiguration channel, SourceDocument head) {
        try {
            return adapter(channel).format().identify(head) instanceof Identification.Identified identified
                    ? Optional.of(identified.envelope())
                    : Optional.empty();
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("Channel {} could not read the head of a frame: {}", channel.name(), e.getClass());
            return Optional.empty();
        }
    }

    private static Optional<OdsCode> senderOf(ChannelConfiguration channel, Optional<Envelope> envelope) {
        return envelope.flatMap(known -> channel.organisationOf(known.sendingFacility()))
                .or(channel::onlyOrganisation);
    }

    private boolean admit(SourceDocument document) {
        boolean room = waitingDocuments.incrementAndGet() <= MAX_WAITING_DOCUMENTS;
        // One document of any size is always let in.
        long bytes = waitingBytes.addAndGet(document.size());
        if (room && (bytes <= maxWaitingBytes || bytes == document.size())) {
            return true;
        }
        leave(document);
        return false;
    }

    private void leave(SourceDocument document) {
        waitingDocuments.decrementAndGet();
        waitingBytes.addAndGet(-document.size());
    }

    private Outcome notCommitted(ChannelConfiguration channel, Throwable failure, Instant receivedAt) {
        warn(channel, failure);
        FailureCode code = codeOf(cause(failure));
        missed.add(channel, code, receivedAt);
        return Outcome.refused(code, List.of());
    }

    private static void warn(ChannelConfiguration channel, Throwable failure) {
        // Its class only: a message may quote the document.
        LOG.warn(
                "Channel {} could not commit: {}",
                channel.name(),
                cause(failure).getClass());
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static FailureCode codeOf(Throwable cause) {
        if (cause instanceof StoreUnavailableException unavailable) {
            return unavailable.code();
        }
        return cause instanceof TimeoutException ? FailureCode.STORE_UNAVAILABLE : FailureCode.INTERNAL;
    }

    /** Puts on record, if it can, what could not be put there before. */
    @Override
    public void close() {
        missed.close();
    }

    private void count(ChannelConfiguration channel, Outcome outcome, long begun) {
        counters.computeIfAbsent(
                        channel.name() + ' ' + outcome.name(),
                        key -> Counter.builder("portage.received")
                                .description("Documents and frames by what became of them at intake")
                                .tag("channel", channel.name())
                                .tag("outcome", outcome.name())
                                .register(meters))
                .increment();
        timers.computeIfAbsent(
                        channel.name(),
                        key -> Timer.builder("portage.acknowledgement")
                                .description("From the last byte of a document until its answer is known")
                                .tag("channel", channel.name())
                                .publishPercentileHistogram()
                                .register(meters))
                .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    }

    /** @param name for metrics: accepted, repeated, or the failure code in small letters */
    private record Outcome(String name, Answer answer) {

        static Outcome accepted(String name, SubmissionId id) {
            return new Outcome(name, new Answer.Accepted(id.toString()));
        }

        static Outcome refused(FailureCode code, List<SourcePath> where) {
            return new Outcome(code.name().toLowerCase(Locale.ROOT), new Answer.Refused(code, where));
        }

        boolean isRefusedFor(FailureCode code) {
            return answer instanceof Answer.Refused refused && refused.code() == code;
        }
    }
}
