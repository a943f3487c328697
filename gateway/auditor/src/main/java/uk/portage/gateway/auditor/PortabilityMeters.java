package uk.portage.gateway.auditor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import uk.portage.gateway.ledger.LedgerReader;

/** Gauges of today's portability, for a metrics scraper. */
public final class PortabilityMeters implements MeterBinder {

    public PortabilityMeters(LedgerReader ledger, Clock clock) {}

    @Override
    public void bindTo(MeterRegistry registry) {}
}
