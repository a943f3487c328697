package uk.portage.gateway.pipeline.translate;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.Translation;
import uk.portage.gateway.pipeline.validate.BundleValidator;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Translates a made-up document some hundred times, for two seconds at most, before the listeners open, so that the first real ones do not pay
 * for loading and compiling the translator: 10 ms each, measured.
 */
public final class WarmUp {

    private static final int TIMES = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final OdsCode NOBODY = new OdsCode("ZZZ99");
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    private WarmUp() {}

    /** For each adapter that has a document beside this class, named after it. */
    public static void run(Translators translators, BundleValidator validator) throws IOException {
        for (String adapter : translators.names()) {
            try (InputStream file = WarmUp.class.getResourceAsStream("warm-up." + adapter)) {
                if (file != null) {
                    run(translators, validator, adapter, file.readAllBytes());
                }
            } catch (RuntimeException e) {
                // Being cold is no reason not to start.
                LOG.warn("Warming up {} failed: {}", adapter, e.getClass().getName());
            }
        }
    }

    private static void run(Translators translators, BundleValidator validator, String adapter, byte[] document) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int i = 0; i < TIMES && System.nanoTime() < end; i++) {
            if (translators.translate(adapter, NOBODY, document) instanceof Translation.Translated translated) {
                validator.validate(translated.bundle());
            }
        }
    }
}
