package uk.portage.gateway.app.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import uk.portage.gateway.auditor.report.Count;
import uk.portage.gateway.auditor.report.Coverage;
import uk.portage.gateway.auditor.report.Figures;
import uk.portage.gateway.auditor.report.Group;
import uk.portage.gateway.auditor.report.Pair;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.auditor.report.Reason;
import uk.portage.gateway.auditor.report.Times;
import uk.portage.gateway.ledger.LatencyBuckets;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * What is true, figure by figure beside what the ledger says.
 *
 * @param figures how many were compared
 * @param differences those that are not equal, by their place in the truth
 */
public record Comparison(int figures, List<Difference> differences) {

    /** Of pairs beyond those that a report lists one by one, the sum is compared. */
    private static final String OTHERS = "others";

    private static final String NOT_REACHED = "not-reached";

    public Comparison {
        differences = List.copyOf(differences);
    }

    /** One figure; empty where one side does not have it. */
    public record Difference(String place, Optional<String> truth, Optional<String> measured) {

        @Override
        public String toString() {
            return place + ": true " + truth.orElse("nothing") + ", measured " + measured.orElse("nothing");
        }
    }

    /**
     * Compares all that both can say.
     *
     * @param truth as {@link Simulation#truth} gives it
     * @param report of the days that were played, by day, as of their end and with nothing hidden
     */
    public static Comparison of(JsonNode truth, PortabilityReport report) {
        Map<String, String> measured = measured(report);
        Map<String, String> real = real(truth, measured);
        TreeSet<String> places = new TreeSet<>(real.keySet());
        places.addAll(measured.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String place : places) {
            if (!Objects.equals(real.get(place), measured.get(place))) {
                differences.add(new Difference(
                        place, Optional.ofNullable(real.get(place)), Optional.ofNullable(measured.get(place))));
            }
        }
        return new Comparison(places.size(), differences);
    }

    private static Map<String, String> real(JsonNode truth, Map<String, String> measured) {
        Map<String, String> places = new HashMap<>();
        place(places, "total", truth.get("total"));
        for (String group : List.of("day", "workflow", "format")) {
            truth.get(group + "s")
                    .forEach(one -> place(places, group + "s/" + one.get(group).asText(), one));
        }
        for (String counts :
                List.of("funnel", "failures", "losses", "lostElements", "exclusions", "gp2gp", "coverage")) {
            place(places, counts, truth.get(counts));
        }
        place(places, "stages", truth.get("failures"));
        places.put("restated", truth.get("restated").asText());
        truth.get("timesToIntegration")
                .properties()
                .forEach(time -> places.put(
                        "timesToIntegration/" + time.getKey(),
                        bucket(time.getValue().asText())));
        Map<String, Long> pairs = new TreeMap<>();
        for (JsonNode pair : truth.get("pairs")) {
            String name = "pairs/" + pair.get("sender").asText() + " "
                    + pair.get("recipient").asText("");
            Map<String, String> figures = new HashMap<>();
            place(figures, measured.containsKey(name + "/eligible") ? name : "pairs/" + OTHERS, pair);
            figures.forEach((place, count) -> pairs.merge(place, Long.valueOf(count), Long::sum));
        }
        pairs.forEach((place, count) -> places.put(place, count.toString()));
        return places;
    }

    /** Numbers only: what else a node says is its name. */
    private static void place(Map<String, String> places, String place, JsonNode node) {
        node.properties().forEach(member -> {
            String inner = place + "/" + member.getKey();
            if (member.getValue().isObject()) {
                place(places, inner, member.getValue());
            } else if (member.getValue().isNumber()) {
                places.put(inner, member.getValue().asText());
            }
        });
    }

    /** Times are measured in buckets: the upper end of the one it is in. */
    private static String bucket(String exact) {
        return exact.equals(NOT_REACHED)
                ? exact
                : LatencyBuckets.upperBound(LatencyBuckets.of(Duration.parse(exact)))
                        .toString();
    }

    private static Map<String, String> measured(PortabilityReport report) {
        Map<String, String> places = new HashMap<>();
        place(places, "total", report.total());
        groups(places, "days", report.trend());
        report.workflows()
                .forEach(group -> place(places, "workflows/" + group.key().code(), group.figures()));
        groups(places, "formats", report.formats());
        report.pairs().forEach(group -> place(places, "pairs/" + name(group.key()), group.figures()));
        report.funnel().forEach(step -> place(places, "funnel/" + step.milestone(), step.count()));
        reasons(places, "failures", report.failures());
        reasons(places, "losses", report.losses());
        reasons(places, "exclusions", report.exclusions());
        reasons(places, "gp2gp", report.gp2gp().classes());
        report.lost()
                .forEach(lost -> place(places, "lostElements/" + lost.element().text(), lost.count()));
        Map<String, Long> stages = new TreeMap<>();
        report.stages()
                .forEach(at -> stages.merge(at.code().name(), at.count().value().orElse(0), Long::sum));
        stages.forEach((code, count) -> places.put("stages/" + code, count.toString()));
        place(places, "restated", report.restated());
        report.total().times().ifPresent(times -> place(places, times));
        for (Coverage.Of one : report.coverage().organisations()) {
            places.put("coverage/" + one.organisation() + "/seen", Long.toString(one.seen()));
            places.put("coverage/" + one.organisation() + "/events", Long.toString(one.events()));
        }
        return places;
    }

    private static String name(Pair pair) {
        return pair.others()
                ? OTHERS
                : pair.sender().map(OdsCode::value).orElse("") + " "
                        + pair.recipient().map(OdsCode::value).orElse("");
    }

    private static void groups(Map<String, String> places, String name, List<? extends Group<?>> groups) {
        groups.forEach(group -> place(places, name + "/" + group.key(), group.figures()));
    }

    private static <K extends Enum<K>> void reasons(Map<String, String> places, String name, List<Reason<K>> reasons) {
        reasons.stream()
                .filter(reason -> !reason.count().isZero())
                .forEach(reason -> place(places, name + "/" + reason.key().name(), reason.count()));
    }

    private static void place(Map<String, String> places, String place, Figures figures) {
        place(places, place + "/eligible", figures.eligible());
        place(places, place + "/portable", figures.portable());
        for (TransferStatus status : TransferStatus.values()) {
            place(places, place + "/statuses/" + status, figures.of(status));
        }
    }

    private static void place(Map<String, String> places, String place, Count count) {
        places.put(
                place, count.isHidden() ? "hidden" : Long.toString(count.value().orElse(0)));
    }

    private static void place(Map<String, String> places, Times times) {
        Map.of("p50", times.p50(), "p90", times.p90(), "p95", times.p95(), "p99", times.p99())
                .forEach((name, time) -> places.put(
                        "timesToIntegration/" + name,
                        time.map(Duration::toString).orElse(NOT_REACHED)));
    }
}
