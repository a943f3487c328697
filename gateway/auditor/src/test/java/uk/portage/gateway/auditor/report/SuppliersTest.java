package uk.portage.gateway.auditor.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.Rollups;
import uk.portage.gateway.transfer.OdsCode;

class SuppliersTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final Map<OdsCode, String> SUPPLIERS = Map.of(
            new OdsCode("RX1"),
            "Northern",
            new OdsCode("RX2"),
            "Northern",
            new OdsCode("RX3"),
            "Southern",
            new OdsCode("901"),
            "Western");

    private final List<RollupCell> cells = new ArrayList<>();

    @Test
    void flows_are_the_sums_of_the_pairs_that_are_shown() {
        pair("RX1", "901", 60, 40);
        pair("RX2", "901", 30, 70);
        pair("RX3", "901", 50, 50);
        pair("RX4", "902", 10, 90);

        Suppliers suppliers = suppliers();

        assertThat(suppliers.flows())
                .extracting(flow -> flow.sender() + " to " + flow.recipient() + ": "
                        + flow.portable().value().orElseThrow() + " of "
                        + flow.eligible().value().orElseThrow())
                .containsExactly("Northern to Western: 90 of 200", " to : 10 of 100", "Southern to Western: 50 of 100");
        assertThat(suppliers.concentration()).hasValueCloseTo(0.5 * 0.5 + 2 * 0.25 * 0.25, within(1e-9));
    }

    @Test
    void a_flow_with_a_hidden_pair_is_hidden_and_so_is_the_index() {
        pair("RX1", "901", 60, 40);
        pair("RX2", "901", 2, 0);
        pair("RX3", "901", 3, 0);

        Suppliers suppliers = suppliers();

        assertThat(suppliers.flows()).anySatisfy(flow -> {
            assertThat(flow.sender()).isEqualTo("Northern");
            assertThat(flow.eligible().isHidden()).isTrue();
            assertThat(flow.portability()).isEmpty();
        });
        assertThat(suppliers.concentration()).isEmpty();
    }

    @Test
    void pairs_that_are_not_listed_are_in_no_flow_and_then_there_is_no_index() {
        for (int i = 0; i < PortabilityReport.MOST_PAIRS; i++) {
            pair("RX1", "L" + (1000 + i), 60, 40);
        }
        pair("RX3", "901", 10, 10);
        pair("RX3", "902", 10, 10);

        Suppliers suppliers = suppliers();

        assertThat(suppliers.flows()).singleElement().satisfies(flow -> {
            assertThat(flow.sender()).isEqualTo("Northern");
            assertThat(flow.eligible().value()).hasValue(100L * PortabilityReport.MOST_PAIRS);
        });
        assertThat(suppliers.concentration()).isEmpty();
        Concentration concentration = report().concentration();
        assertThat(concentration.bySender()).isEmpty();
        assertThat(concentration.byFormat()).hasValue(1);
    }

    @Test
    void how_far_it_hangs_on_senders_is_said_only_where_no_pair_is_hidden() {
        pair("RX1", "901", 60, 40);
        pair("RX2", "901", 60, 40);
        pair("RX3", "902", 150, 50);
        assertThat(report().concentration().bySender()).hasValueCloseTo(0.25 * 0.25 * 2 + 0.5 * 0.5, within(1e-9));

        pair("RX4", "902", 3, 0);
        assertThat(report().concentration().bySender()).isEmpty();
    }

    @Test
    void nothing_is_said_where_nobody_s_supplier_is_known() {
        pair("RX4", "902", 60, 40);

        assertThat(suppliers().flows()).isEmpty();
        assertThat(suppliers().concentration()).isEmpty();
    }

    private Suppliers suppliers() {
        return Suppliers.of(report().pairs(), code -> Optional.ofNullable(SUPPLIERS.get(code)));
    }

    private PortabilityReport report() {
        return PortabilityReport.of(
                RollupQuery.of(DAY, DAY), CalendarUnit.DAY, Instant.EPOCH, 5, Rollups.of(cells), List.of());
    }

    private void pair(String sender, String recipient, long portable, long late) {
        count(sender, recipient, Measure.STATUS, "INTEGRATED_ON_TIME", portable);
        count(sender, recipient, Measure.PORTABLE, "", portable);
        count(sender, recipient, Measure.STATUS, "INTEGRATED_LATE", late);
    }

    private void count(String sender, String recipient, Measure measure, String detail, long amount) {
        cells.add(new RollupCell(
                DAY,
                Optional.of(new OdsCode(sender)),
                Optional.of(new OdsCode(recipient)),
                Workflow.ADMISSION_NOTICE,
                "hl7v2",
                measure,
                detail,
                amount));
    }
}
