package uk.portage.gateway.app.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Keeps account of refused callers. A known organisation's refusal is an entry of the ledger, at most one a minute for
 * each reason; callers nobody knows are counted and summed up in the log, so that a flood fills neither.
 */
final class Denials {

    private static final Logger LOG = LoggerFactory.getLogger(Denials.class);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private record Reason(Optional<OdsCode> organisation, FailureCode code) {}

    private final Store store;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final Map<Reason, Instant> lastNoted = new ConcurrentHashMap<>();
    private final AtomicLong unknown = new AtomicLong();

    Denials(Store store, MeterRegistry meters, InstantSource clock) {
        this.store = store;
        this.meters = meters;
        this.clock = clock;
    }

    void note(Optional<OdsCode> organisation, FailureCode code) {
        meters.counter("portage.denied", "code", code.name()).increment();
        if (organisation.isEmpty()) {
            unknown.incrementAndGet();
        }
        if (!isDue(new Reason(organisation, code))) {
            return;
        }
        if (organisation.isPresent()) {
            LOG.warn("{} was refused: {}", organisation.get(), code);
            EntryDraft entry = EntryDraft.of(EntryKind.DENIED)
                    .sender(organisation.get())
                    .code(code)
                    .draft();
            keep(organisation.get(), entry);
        } else {
            LOG.warn("callers without a valid credential were refused: {} requests so far", unknown.get());
        }
    }

    /** Nobody waits for it: the caller is refused whether the entry can be kept or not. */
    private void keep(OdsCode organisation, EntryDraft entry) {
        CompletableFuture<EntryDraft> unused = store.write(transaction -> {
                    transaction.append(entry);
                    return entry;
                })
                .whenComplete((kept, failure) -> {
                    if (failure != null) {
                        LOG.warn("a refusal of {} could not be put into the ledger", organisation);
                    }
                });
    }

    private boolean isDue(Reason reason) {
        Instant now = clock.instant();
        Instant noted =
                lastNoted.compute(reason, (r, last) -> last == null || !now.isBefore(last.plus(QUIET)) ? now : last);
        return noted.equals(now);
    }
}
