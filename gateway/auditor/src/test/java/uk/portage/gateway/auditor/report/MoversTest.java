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
        Mover<Pair> first = movers.pairs().get(0);
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
        for (int i = 0; i < PortabilityReport.MOST_PAIRS; i++) {
            pair(before, "L" + (1000 + i), 90, 10, 0);
            pair(after, "L" + (1000 + i), 90, 10, 0);
        }
        // The smallest, which are listed as one.
        for (int i = 0; i < 20; i++) {
            pair(before, "M" + (1000 + i), 80, 5, 0);
            pair(after, "M" + (1000 + i), 5, 80, 0);
        }

        Movers movers = movers();

        assertThat(movers.pairs()).isEmpty();
        assertThat(movers.senders()).isEmpty();
    }

    @Test
    void twenty_are_listed_at_most() {
        for (int i = 0; i < Movers.MOST + 5; i++) {
            pair(before, "L" + (1000 + i), 90, 10, 0);
            pair(after, "L" + (1000 + i), 10, 90, 0);
        }

        Movers movers = movers();

        assertThat(movers.pairs()).hasSize(Movers.MOST);
        assertThat(movers.recipients()).hasSize(Movers.MOST);
    }

    @Test
    void the_pairs_of_the_period_before_are_those_of_its_whole_report() {
        for (int i = 0; i < PortabilityReport.MOST_PAIRS + 20; i++) {
            pair(before, "L" + (1000 + i), i % 7, 10, i % 3);
        }

        List<Group<Pair>> pairs = PortabilityReport.pairs(Rollups.of(before), 5);

        assertThat(pairs).hasSize(PortabilityReport.MOST_PAIRS + 1);
        assertThat(pairs)
                .isEqualTo(report(BEFORE, before).pairs().stream()
                        .map(group -> new Group<>(group.key(), group.figures().withoutTimes()))
                        .toList());
    }

    @Test
    void a_sender_has_fallen_over_its_pairs_together_though_none_of_them_has_beyond_chance() {
        for (String recipient : List.of("901", "902", "903", "904")) {
            pair(before, "RX9", recipient, 44, 12, 0);
            pair(after, "RX9", recipient, 37, 19, 0);
        }
        pair(before, "RX8", "901", 90, 10, 0);
        pair(after, "RX8", "901", 90, 10, 0);

        Movers movers = movers();

        assertThat(movers.pairs()).isEmpty();
        assertThat(movers.recipients()).isEmpty();
        assertThat(movers.senders()).hasSize(1);
        Mover<OdsCode> sender = movers.senders().get(0);
        assertThat(sender.key()).isEqualTo(new OdsCode("RX9"));
        assertThat(sender.pairs()).isEqualTo(4);
        assertThat(sender.before().share()).isEqualTo(176.0 / 224);
        assertThat(sender.after().share()).isEqualTo(148.0 / 224);
    }

    @Test
    void a_recipient_has_fallen_over_its_senders_and_what_is_open_there_could_yet_become_portable() {
        for (String sender : List.of("RX7", "RX8", "RX9")) {
            pair(before, sender, "901", 90, 10, 0);
            pair(after, sender, "901", 50, 20, 30);
            pair(before, sender, "902", 90, 10, 0);
            pair(after, sender, "902", 50, 40, 10);
        }

        Movers movers = movers();

        assertThat(movers.recipients()).extracting(Mover::key).containsExactly(new OdsCode("902"), new OdsCode("901"));
        assertThat(movers.recipients().get(0).atBest()).isEqualTo(0.6);
        assertThat(movers.recipients().get(1).atBest()).isEqualTo(0.8);
        assertThat(movers.senders()).hasSize(3).allMatch(mover -> mover.pairs() == 2);
    }

    @Test
    void a_sum_holds_only_pairs_that_both_periods_show_and_nobody_who_is_not_known() {
        pair(before, "RX9", "901", 90, 10, 0);
        pair(after, "RX9", "901", 50, 50, 0);
        // New, and all late: it says nothing of a fall.
        pair(after, "RX9", "902", 0, 300, 0);
        // Hidden in one period: in a sum it could be worked out.
        pair(before, "RX9", "903", 3, 0, 0);
        pair(after, "RX9", "903", 0, 60, 0);
        // Beside which it is hidden.
        pair(before, "RX8", "904", 70, 10, 0);
        pair(after, "RX8", "904", 10, 70, 0);
        notRouted(before, "RX7", 90, 10);
        notRouted(after, "RX7", 50, 50);

        Movers movers = movers();

        assertThat(movers.pairs()).hasSize(2);
        assertThat(movers.senders()).extracting(Mover::key).containsExactly(new OdsCode("RX7"), new OdsCode("RX9"));
        assertThat(movers.senders()).allSatisfy(mover -> {
            assertThat(mover.pairs()).isEqualTo(1);
            assertThat(mover.before().share()).isEqualTo(0.9);
            assertThat(mover.after().share()).isEqualTo(0.5);
        });
        assertThat(movers.recipients()).extracting(Mover::key).containsExactly(new OdsCode("901"));
    }

    private Movers movers() {
        return Movers.of(
                NOW,
                PortabilityReport.pairs(Rollups.of(before), 5),
                report(NOW, after).pairs());
    }

    private static List<String> recipients(Movers movers) {
        return movers.pairs().stream()
                .map(mover -> mover.key().recipient().orElseThrow().value())
                .toList();
    }

    private static PortabilityReport report(RollupQuery query, List<RollupCell> cells) {
        return PortabilityReport.of(
                query, CalendarUnit.DAY, Instant.parse("2026-11-23T12:00:00Z"), 5, Rollups.of(cells), List.of());
    }

    private static void pair(List<RollupCell> cells, String recipient, long portable, long late, long open) {
        pair(cells, "RX9", recipient, portable, late, open);
    }

    private static void pair(
            List<RollupCell> cells, String sender, String recipient, long portable, long late, long open) {
        pair(cells, sender, Optional.of(new OdsCode(recipient)), portable, late, open);
    }

    private static void notRouted(List<RollupCell> cells, String sender, long portable, long late) {
        pair(cells, sender, Optional.empty(), portable, late, 0);
    }

    private static void pair(
            List<RollupCell> cells, String sender, Optional<OdsCode> recipient, long portable, long late, long open) {
        count(cells, sender, recipient, Measure.STATUS, TransferStatus.INTEGRATED_ON_TIME.name(), portable);
        count(cells, sender, recipient, Measure.PORTABLE, "", portable);
        count(cells, sender, recipient, Measure.STATUS, TransferStatus.INTEGRATED_LATE.name(), late);
        count(cells, sender, recipient, Measure.STATUS, TransferStatus.OPEN.name(), open);
    }

    private static void count(
            List<RollupCell> cells,
            String sender,
            Optional<OdsCode> recipient,
            Measure measure,
            String detail,
            long amount) {
        cells.add(new RollupCell(
                NOW.from(),
                Optional.of(new OdsCode(sender)),
                recipient,
                Workflow.DISCHARGE_NOTICE,
                "hl7v2",
                measure,
                detail,
                amount));
    }
}
