package uk.portage.gateway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.transfer.OdsCode;

class PortabilityMetersTest {

    private static final Clock CLOCK = Clock.fixed(SampleLedger.NOW, ZoneOffset.UTC);

    @Test
    void shows_the_figures_of_today() {
        SimpleMeterRegistry registry = bound(List.of(
                cell(0, Measure.STATUS, "INTEGRATED_ON_TIME", 3),
                cell(0, Measure.PORTABLE, "", 3),
                cell(0, Measure.STATUS, "OPEN", 1),
                cell(0, Measure.STATUS, "EXCLUDED", 2),
                cell(1, Measure.STATUS, "OPEN", 50)));

        assertThat(registry.get("portage.portability.ratio").gauge().value()).isEqualTo(0.75);
        assertThat(registry.get("portage.portability.eligible").gauge().value()).isEqualTo(4);
        assertThat(registry.get("portage.portability.portable").gauge().value()).isEqualTo(3);
        assertThat(registry.get("portage.portability.transfers")
                        .tag("status", "open")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void has_no_ratio_without_transfers() {
        assertThat(bound(List.of()).get("portage.portability.ratio").gauge().value())
                .isNaN();
    }

    @Test
    void names_no_organisation() {
        SimpleMeterRegistry registry = bound(List.of(cell(0, Measure.STATUS, "OPEN", 1)));

        assertThat(registry.getMeters())
                .flatExtracting(meter -> meter.getId().getTags())
                .extracting(Tag::getKey)
                .containsOnly("status");
    }

    private static SimpleMeterRegistry bound(List<RollupCell> cells) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new PortabilityMeters(new ListedLedger(cells, List.of(), List.of(), List.of()), CLOCK).bindTo(registry);
        return registry;
    }

    private static RollupCell cell(int daysAgo, Measure measure, String detail, long amount) {
        return new RollupCell(
                SampleLedger.TODAY.minusDays(daysAgo),
                Optional.of(new OdsCode("RX9")),
                Optional.of(new OdsCode("900")),
                Workflow.DISCHARGE_NOTICE,
                "hl7v2",
                measure,
                detail,
                amount);
    }
}
