package uk.portage.gateway.mailbox.request;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.mailbox.exchange.Carrier;
import uk.portage.gateway.mailbox.exchange.Pauses;
import uk.portage.gateway.mailbox.exchange.UnreachableException;
import uk.portage.gateway.store.RecordRequest;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.Transaction;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Stage;

/**
 * Asks one source for what was requested of it, one request after the other. Whatever is open is found in the store, so
 * that it may be stopped anywhere: an answer that was taken in is not asked for again.
 */
final class RequestCarrier implements Carrier {

    private static final Logger LOG = LoggerFactory.getLogger(RequestCarrier.class);
    private static final int PAGE = 100;
    private static final long COMMIT_SECONDS = 30;

    private final SourceConfiguration configuration;
    private final RecordSource source;
    private final Store store;
    private final AnswerIntake intake;
    private final RequestMeter meter;
    private final Pauses pauses;
    private final Clock clock;
    private int failures;
    private long quietUntil;
    private String why = "";
    private volatile boolean stopped;

    RequestCarrier(
            SourceConfiguration configuration,
            RecordSource source,
            Store store,
            AnswerIntake intake,
            RequestMeter meter,
            Pauses pauses,
            Clock clock) {
        this.configuration = configuration;
        this.source = source;
        this.store = store;
        this.intake = intake;
        this.meter = meter;
        this.pauses = pauses;
        this.clock = clock;
    }

    @Override
    public void look() throws UnreachableException {
        for (RecordRequest request : store.recordRequests().open(configuration.organisation(), PAGE)) {
            if (stopped) {
                return;
            }
            Instant now = clock.instant();
            if (store.submission(request.submission()).isPresent()) {
                // Taken in, and stopped before that was noted.
                end(request, Optional.empty());
            } else if (!now.isBefore(request.createdAt().plus(configuration.giveUpAfter()))) {
                end(request, Optional.of(request.code().orElse(FailureCode.SOURCE_UNAVAILABLE)));
            } else if (!isQuiet() && !request.dueAt().isAfter(now)) {
                serve(request);
            }
        }
        if (isQuiet()) {
            throw new UnreachableException(why);
        }
    }

    private boolean isQuiet() {
        return failures > 0 && System.nanoTime() - quietUntil < 0;
    }

    private void serve(RecordRequest request) {
        if (!store.caseload(request.person()).contains(request.requester())) {
            // It cared for the person when it asked, and does not now.
            end(request, Optional.of(FailureCode.FORBIDDEN));
            return;
        }
        int attempt = request.attempts() + 1;
        note(request, attempt, request.code(), request.dueAt());
        Outcome outcome = source.ask(request, request.nhsNumber().orElseThrow());
        if (stopped && outcome instanceof Outcome.Later) {
            // Broken off by us: the source is not to blame, and the request is still due.
            return;
        }
        if (outcome instanceof Outcome.Given given) {
            outcome = hand(request, given);
        }
        count(outcome);
        if (outcome instanceof Outcome.Later later) {
            Duration pause = pauses.after(attempt, later.notBefore());
            note(request, attempt, Optional.of(later.code()), clock.instant().plus(pause));
            if (later.ofServer()) {
                failures++;
                why = later.why();
                quietUntil = System.nanoTime()
                        + pauses.after(failures, later.notBefore()).toNanos();
            }
            return;
        }
        failures = 0;
        Optional<FailureCode> code =
                outcome instanceof Outcome.Ended ended ? Optional.of(ended.code()) : Optional.empty();
        end(request, attempt, code);
    }

    /** Hands a record to the road, which may refuse it. */
    private Outcome hand(RecordRequest request, Outcome.Given given) {
        Answer answer = await(intake.receive(
                request.source(), request.requester(), SourceDocument.of(given.message()), clock.instant()));
        if (!(answer instanceof Answer.Refused refused)) {
            return given;
        }
        if (store.submission(request.submission()).isPresent()) {
            return given;
        }
        return refused.code().retry() == FailureCode.Retry.LATER
                ? new Outcome.Later(refused.code(), false, refused.code().meaning(), Optional.empty())
                : new Outcome.Ended(refused.code());
    }

    private void count(Outcome outcome) {
        String name = "provided";
        if (outcome instanceof Outcome.Later later) {
            name = later.code().name();
        } else if (outcome instanceof Outcome.Ended ended) {
            name = ended.code().name();
        }
        meter.asked(configuration.organisation(), name.toLowerCase(Locale.ROOT));
    }

    private void note(RecordRequest request, int attempts, Optional<FailureCode> code, Instant dueAt) {
        await(store.write((Transaction transaction) -> {
            transaction.recordRequests().asked(request.id(), attempts, code, dueAt);
            return true;
        }));
    }

    private void end(RecordRequest request, Optional<FailureCode> code) {
        end(request, request.attempts(), code);
    }

    private void end(RecordRequest request, int attempts, Optional<FailureCode> code) {
        end(store, request, attempts, code);
    }

    /** Ends what nobody can be asked for any more. */
    static void abandon(Store store, OdsCode organisation) {
        List<RecordRequest> requests;
        do {
            requests = store.recordRequests().open(organisation, PAGE);
            requests.forEach(
                    request -> end(store, request, request.attempts(), Optional.of(FailureCode.SOURCE_UNAVAILABLE)));
        } while (requests.size() == PAGE);
    }

    private static void end(Store store, RecordRequest request, int attempts, Optional<FailureCode> code) {
        EntryDraft.Builder entry = EntryDraft.of(
                        code.isPresent() ? EntryKind.RECORD_NOT_PROVIDED : EntryKind.RECORD_PROVIDED)
                .submission(request.submission())
                .sender(request.source())
                .recipient(request.requester())
                .workflow(Workflow.RECORD_ON_REQUEST)
                .stage(Stage.RECEIVE)
                .count(attempts);
        code.ifPresent(entry::code);
        EntryDraft draft = entry.draft();
        await(store.write((Transaction transaction) -> {
            if (transaction.recordRequests().end(request.id(), code)) {
                transaction.append(draft);
            }
            return true;
        }));
        code.ifPresent(failure -> LOG.info(
                "Request {} of {} to {} ended without a record: {}",
                request.id(),
                request.requester(),
                request.source(),
                failure));
    }

    private static <T> T await(CompletableFuture<T> change) {
        try {
            return change.get(COMMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the store does not commit", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopping", e);
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void abort() {
        source.abort();
    }
}
