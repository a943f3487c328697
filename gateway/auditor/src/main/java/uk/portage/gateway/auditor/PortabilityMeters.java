package uk.portage.gateway.auditor;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.ledger.Counts;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * Gauges of the transfers whose clocks started today (UTC), for operators. They are true counts, small or not, of the
 * whole gateway: no organisation is named.
 *
 * <ul>
 *   <li>{@code portage.portability.ratio}: portable / eligible, not a number if nothing is eligible
 *   <li>{@code portage.portability.eligible}, {@code portage.portability.portable}: transfers
 *   <li>{@code portage.portability.transfers}: transfers by the tag {@code status}
 * </ul>
 */
public final class PortabilityMeters implements MeterBinder {

    /** One reading serves all gauges of a scrape. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final LedgerReader ledger;
    private final Clock clock;
    private Optional<Reading> last = Optional.empty();

    public PortabilityMeters(LedgerReader ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(
                        "portage.portability.ratio",
                        this,
                        meters -> meters.reading().ratio())
                .description("Portable transfers of today as a share of those eligible")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "portage.portability.eligible",
                        this,
                        meters -> meters.reading().eligible())
                .description("Transfers of today that count")
                .baseUnit("transfers")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "portage.portability.portable",
                        this,
                        meters -> meters.reading().portable())
                .description("Transfers of today that met the portability target")
                .baseUnit("transfers")
                .strongReference(true)
                .register(registry);
        for (TransferStatus status : TransferStatus.values()) {
            Gauge.builder(
                            "portage.portability.transfers",
                            this,
                            meters -> meters.reading().of(status))
                    .description("Transfers of today by status")
                    .tag("status", status.name().toLowerCase(Locale.ROOT))
                    .baseUnit("transfers")
                    .strongReference(true)
                    .register(registry);
        }
    }

    private synchronized Reading reading() {
        Instant now = clock.instant();
        Reading reading =
                last.filter(known -> now.isBefore(known.at().plus(FRESH))).orElseGet(() -> read(now));
        last = Optional.of(reading);
        return reading;
    }

    private Reading read(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Counts counts = ledger.rollups(RollupQuery.of(today, today)).total();
        Map<TransferStatus, Long> statuses = new EnumMap<>(TransferStatus.class);
        counts.details(Measure.STATUS)
                .forEach((status, amount) -> statuses.put(TransferStatus.valueOf(status), amount));
        return new Reading(now, statuses, counts.of(Measure.PORTABLE));
    }

    private record Reading(Instant at, Map<TransferStatus, Long> statuses, long portable) {

        long of(TransferStatus status) {
            return statuses.getOrDefault(status, 0L);
        }

        long eligible() {
            return statuses.values().stream().mapToLong(Long::longValue).sum() - of(TransferStatus.EXCLUDED);
        }

        double ratio() {
            return eligible() == 0 ? Double.NaN : (double) portable / eligible();
        }
    }
}
