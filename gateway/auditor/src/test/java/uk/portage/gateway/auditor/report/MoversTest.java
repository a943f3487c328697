package uk.portage.gateway.auditor.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.Rollups;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

class MoversTest {

    private static final RollupQuery NOW = RollupQuery.of(LocalDate.of(2026, 11, 11), LocalDate.of(2026, 11, 20));
    private static final RollupQuery BEFORE = RollupQuery.of(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 10));

    private final List<RollupCell> before = new ArrayList<>();
    private final List<RollupCell> after = new ArrayList<>();

    @Test
    void the_period_before_has_as_many_days_and_the_same_selection() {
        RollupQuery query = new RollupQuery(
                LocalDate.of(2026, 3, 1),
                LocalDate.of(2026, 3, 31),
                Optional.of(new OdsCode("RX9")),
                Optional.empty(),
                Optional.of(Workflow.REFERRAL),
                Optional.of("hl7v2"),
                Optional.empty());

        assertThat(Movers.daysBefore(query))
                .isEqualTo(new RollupQuery(
                        LocalDate.of(2026, 1, 29),
                        LocalDate.of(2026, 2, 28),
                        query.sender(),
                        query.recipient(),
                        query.workflow(),
                        query.format(),
                        query.supplier()));
        assertThat(Movers.daysBefore(NOW)).isEqualTo(BEFORE);
    }

    @Test
    void lists_the_largest_fall_first_and_nobody_who_rose_or_fell_by_chance() {
        pair(before, "901", 56, 14, 0);
        pair(after, "901", 30, 50, 0);
        pair(before, "902", 90, 10, 0);
        pair(after, "902", 60, 40, 0);
        pair(before, "903", 30, 60, 0);
        pair(after, "903", 80, 20, 0);
        pair(before, "904", 50, 50, 0);
        pair(after, "904", 44, 56, 0);

        Movers movers = movers();

        assertThat(movers.from()).isEqualTo(BEFORE.from());
        assertThat(movers.to()).isEqualTo(BEFORE.to());
        assertThat(recipients(movers)).containsExactly("901", "902");
        Mover first = movers.pairs().get(0);
        assertThat(first.before().share()).isEqualTo(0.8);
        assertThat(first.after().share()).isEqualTo(0.375);
        assertThat(first.atBest()).isEqualTo(0.375);
        // By hand from the Wilson limits 0.691834 to 0.876953 and 0.276942 to 0.484513.
        assertThat(first.change().low()).isCloseTo(-0.54965, within(1e-5));
        assertThat(first.change().high()).isCloseTo(-0.27107, within(1e-5));
    }

    @Test
    void what_is_still_open_could_yet_become_portable() {
        pair(before, "901", 90, 10, 0);
        pair(after, "901", 50, 10, 40);
        pair(before, "902", 90, 10, 0);
        pair(after, "902", 20, 60, 20);

        Movers movers = movers();

        assertThat(recipients(movers)).containsExactly("902");
        assertThat(movers.pairs().get(0).after().share()).isEqualTo(0.2);
        assertThat(movers.pairs().get(0).atBest()).isEqualTo(0.4);
    }

    @Test
    void says_nothing_of_a_pair_that_is_new_or_has_a_hidden_count() {
        pair(before, "901", 90, 10, 0);
        pair(after, "901", 2, 60, 0);
        pair(after, "902", 0, 60, 0);
        pair(before, "903", 3, 0, 0);
        pair(after, "903", 0, 60, 0);
        pair(before, "904", 9_000, 1_000, 0);
        pair(after, "904", 5_000, 5_000, 0);
        // Hidden beside the small ones, so that these cannot be worked out.
        pair(before, "905", 70, 10, 0);
        pair(after, "905", 10, 70, 0);

        assertThat(recipients(movers())).containsExactly("904");
    }

    @Test
    void all_other_pairs_are_not_compared() {
        for (int i = 0; i < PortabilityReport.MOST_PAIRS + 20; i++) {
            pair(before, "L" + (1000 + i), 90, 10, 0);
            pair(after, "L" + (1000 + i), 10, 90, 0);
        }

        Movers movers = movers();

        assertThat(movers.pairs()).hasSize(Movers.MOST);
        assertThat(movers.pairs()).noneMatch(mover -> mover.pair().others());
    }

    private Movers movers() {
        return Movers.of(report(BEFORE, before), report(NOW, after));
    }

    private static List<String> recipients(Movers movers) {
        return movers.pairs().stream()
                .map(mover -> mover.pair().recipient().orElseThrow().value())
                .toList();
    }

    private static PortabilityReport report(RollupQuery query, List<RollupCell> cells) {
        return PortabilityReport.of(
                query, CalendarUnit.DAY, Instant.parse("2026-11-23T12:00:00Z"), 5, Rollups.of(cells), List.of());
    }

    private static void pair(List<RollupCell> cells, String recipient, long portable, long late, long open) {
        LocalDate day = NOW.from();
        count(cells, day, recipient, Measure.STATUS, TransferStatus.INTEGRATED_ON_TIME.name(), portable);
        count(cells, day, recipient, Measure.PORTABLE, "", portable);
        count(cells, day, recipient, Measure.STATUS, TransferStatus.INTEGRATED_LATE.name(), late);
        count(cells, day, recipient, Measure.STATUS, TransferStatus.OPEN.name(), open);
    }

    private static void count(
            List<RollupCell> cells, LocalDate day, String recipient, Measure measure, String detail, long amount) {
        cells.add(new RollupCell(
                day,
                Optional.of(new OdsCode("RX9")),
                Optional.of(new OdsCode(recipient)),
                Workflow.DISCHARGE_NOTICE,
                "hl7v2",
                measure,
                detail,
                amount));
    }
}
