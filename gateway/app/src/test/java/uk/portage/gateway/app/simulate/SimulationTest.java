package uk.portage.gateway.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.auditor.report.CalendarUnit;
import uk.portage.gateway.auditor.report.Coverage;
import uk.portage.gateway.auditor.report.Figures;
import uk.portage.gateway.auditor.report.Group;
import uk.portage.gateway.auditor.report.Pair;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.auditor.report.Reason;
import uk.portage.gateway.auditor.report.Step;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.LatencyBuckets;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.TransferFold;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.transfer.OdsCode;
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
    void the_headline_is_what_is_true() {
        assertThat(figures(report.total())).isEqualTo(text(truth.get("total")));
        assertThat(report.total().portability().orElseThrow().share())
                .isEqualTo(truth.at("/total/portable").asDouble()
                        / truth.at("/total/eligible").asDouble());
    }

    @Test
    void so_are_days_pairs_workflows_and_formats() {
        assertThat(groups(report.trend())).isEqualTo(groups("days", "day"));
        assertThat(groups(report.workflows().stream()
                        .map(group -> new Group<>(group.key().code(), group.figures()))
                        .toList()))
                .isEqualTo(groups("workflows", "workflow"));
        assertThat(groups(report.formats())).isEqualTo(groups("formats", "format"));
        Map<String, String> pairs = new TreeMap<>();
        for (JsonNode pair : truth.get("pairs")) {
            pairs.put(pair.get("sender").asText() + ' ' + pair.get("recipient").asText(""), text(pair));
        }
        assertThat(report.pairs().stream()
                        .collect(Collectors.toMap(group -> name(group.key()), group -> figures(group.figures()))))
                .isEqualTo(pairs);
    }

    @Test
    void so_are_the_funnel_failures_losses_exclusions_and_restatements() {
        for (Step step : report.funnel()) {
            assertThat(step.count().value())
                    .as(step.milestone().name())
                    .hasValue(truth.at("/funnel/" + step.milestone()).asLong());
        }
        assertThat(reasons(report.failures())).isEqualTo(counts("failures"));
        assertThat(reasons(report.losses())).isEqualTo(counts("losses"));
        assertThat(report.lost().stream()
                        .collect(Collectors.toMap(
                                lost -> lost.element().text(),
                                lost -> lost.count().value().orElseThrow())))
                .isEqualTo(counts("lostElements"));
        assertThat(report.stages())
                .isNotEmpty()
                .allSatisfy(at -> assertThat(at.stage()).isPresent());
        assertThat(report.stages().stream()
                        .collect(Collectors.toMap(
                                at -> at.code().name(), at -> at.count().value().orElseThrow(), Long::sum)))
                .isEqualTo(counts("failures"));
        assertThat(reasons(report.exclusions())).isEqualTo(counts("exclusions"));
        assertThat(report.restated().value()).hasValue(truth.get("restated").asLong());
    }

    @Test
    void so_are_the_classes_of_gp2gp() {
        assertThat(reasons(report.gp2gp().classes())).isEqualTo(counts("gp2gp")).hasSizeGreaterThan(4);
        assertThat(report.gp2gp().transfers().value())
                .hasValue(truth.at("/total/eligible").asLong()
                        - truth.at("/total/statuses/OPEN").asLong());
        assertThat(report.gp2gp().onTime().value())
                .hasValue(truth.at("/gp2gp/INTEGRATED_ON_TIME").asLong());
    }

    @Test
    void times_are_the_true_ones_up_to_the_width_of_a_bucket() {
        var times = report.total().times().orElseThrow();
        Map.of("p50", times.p50(), "p90", times.p90(), "p95", times.p95(), "p99", times.p99())
                .forEach((name, time) -> assertThat(time)
                        .as(name)
                        .isEqualTo(Optional.of(
                                        truth.at("/timesToIntegration/" + name).asText())
                                .filter(exact -> !exact.equals("not-reached"))
                                .map(exact -> LatencyBuckets.upperBound(LatencyBuckets.of(Duration.parse(exact))))));
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

    private static String name(Pair pair) {
        return pair.sender().map(OdsCode::value).orElse("")
                + ' '
                + pair.recipient().map(OdsCode::value).orElse("");
    }

    private static Map<String, String> groups(List<? extends Group<?>> groups) {
        return groups.stream()
                .collect(Collectors.toMap(group -> group.key().toString(), group -> figures(group.figures())));
    }

    private static Map<String, String> groups(String array, String key) {
        Map<String, String> texts = new TreeMap<>();
        truth.get(array).forEach(node -> texts.put(node.get(key).asText(), text(node)));
        return texts;
    }

    private static String figures(Figures figures) {
        StringBuilder text = new StringBuilder();
        text.append(figures.eligible().value().orElseThrow())
                .append(' ')
                .append(figures.portable().value().orElseThrow());
        for (TransferStatus status : TransferStatus.values()) {
            text.append(' ').append(figures.of(status).value().orElseThrow());
        }
        return text.toString();
    }

    private static String text(JsonNode tally) {
        StringBuilder text = new StringBuilder();
        text.append(tally.get("eligible").asLong())
                .append(' ')
                .append(tally.get("portable").asLong());
        for (TransferStatus status : TransferStatus.values()) {
            text.append(' ').append(tally.at("/statuses/" + status).asLong());
        }
        return text.toString();
    }

    private static <K extends Enum<K>> Map<String, Long> reasons(List<Reason<K>> reasons) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Reason<K> reason : reasons) {
            reason.count().value().ifPresent(count -> {
                if (count > 0) {
                    counts.put(reason.key().name(), count);
                }
            });
        }
        return counts;
    }

    private static Map<String, Long> counts(String object) {
        Map<String, Long> counts = new TreeMap<>();
        truth.get(object)
                .properties()
                .forEach(member -> counts.put(member.getKey(), member.getValue().asLong()));
        return counts;
    }
}
