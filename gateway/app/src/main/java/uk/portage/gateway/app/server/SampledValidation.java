package uk.portage.gateway.app.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.hl7.fhir.r4.model.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.fhir.profiles.EncodedBundle;
import uk.portage.fhir.profiles.FullValidator;
import uk.portage.gateway.pipeline.validate.BundleValidator;

/**
 * Lets HL7's own validator look at one bundle in a hundred beside the road, with an operator's profiles. It decides
 * nothing: it counts and writes to the log what the fast check may have missed. While it is busy, bundles pass it by.
 */
final class SampledValidation implements BundleValidator, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SampledValidation.class);
    private static final int ONE_IN = 100;

    private final BundleValidator fast;
    private final FullValidator full;
    private final MeterRegistry meters;
    private final AtomicLong seen = new AtomicLong();
    private final ThreadPoolExecutor beside = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            work -> {
                Thread thread = new Thread(work, "portage-sampled-validation");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    /**
     * Reads the definitions, which takes seconds.
     *
     * @param packages a folder of FHIR packages and definitions
     * @throws IllegalArgumentException if it holds none, or one that cannot be read
     */
    SampledValidation(BundleValidator fast, Path packages, MeterRegistry meters) {
        this.fast = fast;
        this.full = FullValidator.with(packages);
        this.meters = meters;
    }

    @Override
    public EncodedBundle validate(Bundle bundle) {
        if (seen.getAndIncrement() % ONE_IN == 0) {
            Bundle copy = bundle.copy();
            beside.execute(() -> look(copy));
        }
        return fast.validate(bundle);
    }

    private void look(Bundle bundle) {
        try {
            List<FullValidator.Issue> errors = full.errors(bundle);
            meters.counter("portage.validation.sampled", "outcome", errors.isEmpty() ? "valid" : "invalid")
                    .increment();
            for (FullValidator.Issue error : errors) {
                LOG.info("the full validator finds {} at {}", error.messageId(), error.path());
            }
        } catch (RuntimeException failure) {
            meters.counter("portage.validation.sampled", "outcome", "failed").increment();
            LOG.warn("the full validator failed", failure);
        }
    }

    @Override
    public void close() {
        beside.shutdownNow();
    }
}
