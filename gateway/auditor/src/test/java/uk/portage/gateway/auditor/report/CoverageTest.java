package uk.portage.gateway.auditor.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.Rollups;
import uk.portage.gateway.transfer.OdsCode;

/** Coverage by hand. */
class CoverageTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);
    private static final LocalDate TUESDAY = MONDAY.plusDays(1);
    private static final RollupQuery WEEK = RollupQuery.of(MONDAY, MONDAY.plusDays(6));

    private static RollupCell cell(LocalDate day, String organisation, Measure measure, long amount) {
        return new RollupCell(
                day,
                Optional.of(new OdsCode(organisation)),
                Optional.empty(),
                measure == Measure.SUBMISSION ? Workflow.TEST_RESULT : Workflow.UNKNOWN,
                measure == Measure.SUBMISSION ? "hl7v2" : "unknown",
                measure,
                "",
                amount);
    }

    private static final Rollups ROLLUPS = Rollups.of(List.of(
            cell(MONDAY, "RAA", Measure.SOURCE_EVENT, 100),
            cell(TUESDAY, "RAA", Measure.SOURCE_EVENT, 100),
            cell(MONDAY, "RAA", Measure.SUBMISSION, 90),
            cell(TUESDAY, "RAA", Measure.SUBMISSION, 70),
            // Nobody counted this day: what came on it says nothing.
            cell(MONDAY.plusDays(2), "RAA", Measure.SUBMISSION, 1_000),
            cell(MONDAY, "RBB", Measure.SOURCE_EVENT, 40),
            cell(MONDAY, "RCC", Measure.SOURCE_EVENT, 3),
            cell(MONDAY, "RCC", Measure.SUBMISSION, 3),
            cell(MONDAY, "RDD", Measure.SUBMISSION, 12)));

    @Test
    void it_is_what_was_seen_of_what_was_counted_on_the_days_that_were() {
        Coverage coverage = Coverage.of(WEEK, ROLLUPS, 1);

        assertThat(coverage.organisations())
                .containsExactly(
                        new Coverage.Of("RBB", 1, 40, 0),
                        new Coverage.Of("RAA", 2, 200, 160),
                        new Coverage.Of("RCC", 1, 3, 3));
        assertThat(coverage.total()).isEqualTo(new Coverage.Of("", 4, 243, 163));
        assertThat(coverage.organisations().get(0).share()).hasValue(0);
        assertThat(coverage.organisations().get(1).share()).hasValue(0.8);
        assertThat(coverage.uncounted()).containsExactly(new OdsCode("RDD"));
    }

    @Test
    void small_counts_are_neither_shown_nor_in_the_sum() {
        Coverage coverage = Coverage.of(WEEK, ROLLUPS, 5);

        assertThat(coverage.organisations())
                .extracting(Coverage.Of::organisation)
                .containsExactly("RBB", "RAA");
        assertThat(coverage.total()).isEqualTo(new Coverage.Of("", 3, 240, 160));
    }

    @Test
    void of_a_destination_or_a_workflow_alone_nobody_knows_it() {
        RollupQuery narrow = new RollupQuery(
                MONDAY,
                TUESDAY,
                Optional.empty(),
                Optional.of(new OdsCode("9D1")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(Coverage.of(narrow, ROLLUPS, 1).isKnown()).isFalse();
        assertThat(Coverage.of(WEEK, Rollups.of(List.of()), 1).isKnown()).isFalse();
    }
}
