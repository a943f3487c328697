package uk.portage.gateway.mailbox.request;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.portage.gateway.mailbox.exchange.Pauses;
import uk.portage.gateway.mailbox.exchange.Worker;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Asks the organisations that can be asked for what destinations have requested: one worker each, so that one that hangs
 * holds up no other. What a worker has begun and not ended is begun again by the next one.
 */
public final class RecordSources implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Every commit wakes the workers, and few of them are requests. */
    private static final Duration SHORTEST = Duration.ofMillis(250);

    private final List<Worker> workers = new ArrayList<>();

    private RecordSources() {}

    /** Begins to ask. What is open with an organisation that cannot be asked any more ends. */
    public static RecordSources start(
            List<SourceConfiguration> configurations,
            Store store,
            AnswerIntake intake,
            RequestMeter meter,
            Clock clock) {
        RecordSources sources = new RecordSources();
        for (SourceConfiguration configuration : configurations) {
            RequestCarrier carrier = new RequestCarrier(
                    configuration, new RecordSource(configuration), store, intake, meter, Pauses.usual(), clock);
            sources.workers.add(new Worker("request", configuration.organisation(), carrier, SHORTEST, PAUSE));
        }
        store.recordRequests().sources().stream()
                .filter(organisation -> !sources.organisations().contains(organisation))
                .forEach(organisation -> RequestCarrier.abandon(store, organisation));
        sources.workers.forEach(Worker::start);
        store.onCommit(() -> sources.workers.forEach(Worker::wake));
        return sources;
    }

    public List<OdsCode> organisations() {
        return workers.stream().map(Worker::organisation).toList();
    }

    /** True if the last look at an organisation went well. */
    public boolean isReachable(OdsCode organisation) {
        return workers.stream()
                .filter(worker -> worker.organisation().equals(organisation))
                .allMatch(Worker::isReachable);
    }

    /** Lets what is under way end. */
    @Override
    public void close() {
        workers.forEach(Worker::stop);
        workers.forEach(Worker::close);
    }
}
