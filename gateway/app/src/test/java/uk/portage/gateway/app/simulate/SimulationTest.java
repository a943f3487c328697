package uk.portage.gateway.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.auditor.report.CalendarUnit;
import uk.portage.gateway.auditor.report.Coverage;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.TransferFold;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.transfer.TransferStatus;

/** The figures that auditors see, of weeks whose truth is known. */
@Timeout(120)
class SimulationTest {

    private static final Simulation.Settings SETTINGS =
            new Simulation.Settings(12, 20, 45, 3_600, 7, LocalDate.of(2026, 9, 21));

    @TempDir
    static Path directory;

    private static Store store;
    private static ObjectNode truth;
    private static String sourceEvents;
    private static PortabilityReport report;

    @BeforeAll
    static void play() {
        Simulation.PlayedClock clock = new Simulation.PlayedClock();
        store = SqlStore.open(new StoreConfiguration.Sqlite(directory.resolve("portage.db")), clock);
        Simulation simulation = new Simulation(SETTINGS, store, clock);
        simulation.play(entries -> {});
        truth = simulation.truth();
        sourceEvents = simulation.sourceEvents();
        RollupQuery query = RollupQuery.of(SETTINGS.first(), SETTINGS.until().minusDays(1));
        report = PortabilityReport.of(
                query,
                CalendarUnit.DAY,
                SETTINGS.end(),
                1,
                store.ledger().rollups(query),
                store.ledger().open(query));
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void every_kind_of_end_is_in_it() {
        for (TransferStatus status : TransferStatus.values()) {
            assertThat(truth.at("/total/statuses/" + status).asLong())
                    .as(status.name())
                    .isPositive();
        }
        assertThat(truth.at("/restated").asLong()).isPositive();
        assertThat(truth.at("/total/eligible").asLong()).isBetween(2_500L, 4_500L);
    }

    @Test
    void every_figure_is_what_is_true() {
        Comparison comparison = Comparison.of(truth, report);

        assertThat(comparison.differences()).isEmpty();
        assertThat(comparison.figures()).isGreaterThan(1_300);
        assertThat(report.total().portability().orElseThrow().share())
                .isEqualTo(truth.at("/total/portable").asDouble()
                        / truth.at("/total/eligible").asDouble());
        assertThat(report.stages())
                .isNotEmpty()
                .allSatisfy(at -> assertThat(at.stage()).isPresent());
        assertThat(report.gp2gp().classes()).hasSizeGreaterThan(4);
        assertThat(report.gp2gp().transfers().value())
                .hasValue(truth.at("/total/eligible").asLong()
                        - truth.at("/total/statuses/OPEN").asLong());
    }

    /** Each count of the truth, one more: none is compared with itself, and none is passed over. */
    @TestFactory
    Stream<DynamicTest> a_figure_that_is_not_true_is_told() {
        return Stream.of(
                        "/total/portable",
                        "/total/statuses/OPEN",
                        "/days/3/statuses/REJECTED",
                        "/workflows/0/eligible",
                        "/formats/0/portable",
                        "/pairs/2/eligible",
                        "/funnel/COLLECTED",
                        "/failures/NOT_COLLECTED",
                        "/losses/TEXT_ONLY",
                        "/exclusions/TEST_PATIENT",
                        "/gp2gp/INTEGRATED_LATE",
                        "/coverage/R007/seen",
                        "/restated")
                .map(place -> DynamicTest.dynamicTest(place, () -> {
                    ObjectNode wrong = truth.deepCopy();
                    JsonPointer at = JsonPointer.compile(place);
                    ObjectNode parent = (ObjectNode) wrong.at(at.head());
                    String member = at.last().getMatchingProperty();
                    assertThat(parent.has(member)).isTrue();
                    parent.put(member, parent.get(member).asLong() + 1);

                    assertThat(Comparison.of(wrong, report).differences()).isNotEmpty();
                }));
    }

    @Test
    void a_recount_of_the_entries_gives_the_same() {
        List<Entry> entries = new ArrayList<>();
        for (List<Entry> some = store.ledger().entriesAfter(0, 10_000);
                !some.isEmpty();
                some = store.ledger().entriesAfter(entries.size(), 10_000)) {
            entries.addAll(some);
        }
        Map<String, Long> statuses = TransferFold.over(entries).values().stream()
                .collect(Collectors.groupingBy(state -> state.status().name(), Collectors.counting()));

        assertThat(statuses)
                .hasSize(TransferStatus.values().length)
                .allSatisfy((status, count) -> assertThat(count)
                        .isEqualTo(truth.at("/total/statuses/" + status).asLong()));
    }

    @Test
    void a_trust_that_fell_silent_is_seen_by_its_coverage() {
        Map<String, String> coverage = report.coverage().organisations().stream()
                .collect(Collectors.toMap(Coverage.Of::organisation, one -> one.seen() + " of " + one.events()));
        Map<String, String> known = new TreeMap<>();
        truth.get("coverage")
                .properties()
                .forEach(one -> known.put(
                        one.getKey(),
                        one.getValue().get("seen") + " of " + one.getValue().get("events")));

        assertThat(coverage).isEqualTo(known).hasSize(SETTINGS.trusts());
        Coverage.Of silent = report.coverage().organisations().get(0);
        assertThat(silent.organisation()).isEqualTo("R007");
        assertThat(silent.share().orElseThrow()).isBetween(0.5, 0.8);
        assertThat(report.coverage().total().share().orElseThrow()).isBetween(0.9, 0.999);
        assertThat(sourceEvents.lines()).hasSizeGreaterThan(300).contains("organisation,day,events");
    }

    @Test
    void the_same_settings_give_the_same_ledger(@TempDir Path other) {
        Simulation.Settings small = new Simulation.Settings(3, 4, 8, 120, 5, LocalDate.of(2026, 3, 2));

        assertThat(entries(small, other.resolve("a"))).isNotEmpty().isEqualTo(entries(small, other.resolve("b")));
    }

    private static List<Entry> entries(Simulation.Settings settings, Path folder) {
        Simulation.PlayedClock clock = new Simulation.PlayedClock();
        try (Store played = SqlStore.open(new StoreConfiguration.Sqlite(folder.resolve("portage.db")), clock)) {
            new Simulation(settings, played, clock).play(entries -> {});
            List<Entry> entries = played.ledger().entriesAfter(0, 10_000);
            assertThat(entries.get(0).time().atOffset(ZoneOffset.UTC).toLocalDate())
                    .isEqualTo(settings.first());
            return entries;
        }
    }
}
