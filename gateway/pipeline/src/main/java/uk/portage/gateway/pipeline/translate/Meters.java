package uk.portage.gateway.pipeline.translate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.Stage;

/** Counts and times the road's stages. Tags come from closed lists, never from a record. */
final class Meters {

    private record Outcome(String format, String type, String outcome) {}

    private final MeterRegistry registry;
    private final Map<Outcome, Counter> translated = new ConcurrentHashMap<>();
    private final Map<Boolean, Counter> validated = new ConcurrentHashMap<>();
    private final Timer translating;
    private final Timer validating;
    private final Timer routing;

    Meters(MeterRegistry registry) {
        this.registry = registry;
        this.translating = stage(Stage.TRANSLATE);
        this.validating = stage(Stage.VALIDATE);
        this.routing = stage(Stage.ROUTE);
    }

    private Timer stage(Stage stage) {
        return Timer.builder("portage.stage")
                .description("How long a stage took; for route, from the decision to its commit")
                .tag("stage", stage.name().toLowerCase(Locale.ROOT))
                .publishPercentileHistogram()
                .register(registry);
    }

    /** @param outcome TRANSLATED or the name of a failure code */
    Duration translated(SubmissionRow submission, String outcome, long begun) {
        translated
                .computeIfAbsent(
                        new Outcome(submission.format(), submission.messageType(), outcome),
                        key -> Counter.builder("portage.translated")
                                .description("Records translated or refused")
                                .tag("format", key.format())
                                .tag("type", key.type())
                                .tag("outcome", key.outcome().toLowerCase(Locale.ROOT))
                                .register(registry))
                .increment();
        return record(translating, begun);
    }

    Duration validated(boolean valid, long begun) {
        validated
                .computeIfAbsent(
                        valid,
                        key -> Counter.builder("portage.validated")
                                .description("Bundles by whether they keep the profiles they claim")
                                .tag("valid", key.toString())
                                .register(registry))
                .increment();
        return record(validating, begun);
    }

    void routed(long begun) {
        record(routing, begun);
    }

    private static Duration record(Timer timer, long begun) {
        Duration taken = Duration.ofNanos(Math.max(0, System.nanoTime() - begun));
        timer.record(taken);
        return taken;
    }
}
