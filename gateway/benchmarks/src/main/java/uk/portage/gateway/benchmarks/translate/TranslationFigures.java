package uk.portage.gateway.benchmarks.translate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link TranslationBenchmark} and prints processor time and bytes allocated per message, and how they compare. */
public final class TranslationFigures {

    private static final String PORTAGE = "portage";
    private static final String PARSE = "hapiParse";
    private static final String ENCODE = "hapiEncode";
    private static final String OTHER = "linuxForHealth";

    /** @param cpu microseconds @param allocated bytes */
    private record Cost(double cpu, double allocated) {

        static final Cost NONE = new Cost(0, 0);

        Cost plus(Cost other) {
            return new Cost(cpu + other.cpu, allocated + other.allocated);
        }
    }

    private TranslationFigures() {}

    /** Takes a part of the name of the benchmarks to run; all if there is none. */
    public static void main(String[] arguments) throws RunnerException {
        boolean other = LinuxForHealth.isPresent();
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("TranslationBenchmark\\." + (arguments.length > 0 ? arguments[0] : ""))
                .shouldFailOnError(false)
                .jvmArgsAppend(
                        "-Xms1g",
                        "-Xmx1g",
                        "-D" + LinuxForHealth.FOLDER_PROPERTY + "="
                                + System.getProperty(LinuxForHealth.FOLDER_PROPERTY, ""))
                .addProfiler(GCProfiler.class)
                .addProfiler(ProcessorTime.class);
        if (!other) {
            options.exclude("TranslationBenchmark\\." + OTHER);
        }
        print(costs(new Runner(options.build()).run()));
        if (!other) {
            System.out.println("LinuxForHealth's converter could not be resolved and was left out.");
        }
    }

    private static Map<String, Map<SyntheticMessage, Cost>> costs(Collection<RunResult> results) {
        Map<String, Map<SyntheticMessage, Cost>> costs = new HashMap<>();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            SyntheticMessage message =
                    SyntheticMessage.valueOf(result.getParams().getParam("message"));
            costs.computeIfAbsent(name.substring(name.lastIndexOf('.') + 1), n -> new EnumMap<>(SyntheticMessage.class))
                    .put(
                            message,
                            new Cost(secondary(result, ProcessorTime.LABEL), secondary(result, "alloc.rate.norm")));
        }
        return costs;
    }

    private static double secondary(RunResult result, String label) {
        return result.getSecondaryResults().entrySet().stream()
                .filter(e -> e.getKey().endsWith(label))
                .map(Map.Entry::getValue)
                .mapToDouble(Result::getScore)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static void print(Map<String, Map<SyntheticMessage, Cost>> costs) {
        System.out.println();
        System.out.println("Per message, from bytes to the bytes of the bundle: processor time in us (all threads), "
                + "then bytes allocated in kB.");
        System.out.println();
        List<String> columns = List.of(PORTAGE, "portageWithoutEncoding", PARSE, ENCODE, "coreEncode", OTHER);
        System.out.println("| message | " + String.join(" | ", columns)
                + " | CPU: LFH / ours | allocation: LFH / ours | CPU: ours / (HAPI parse + encode) |");
        System.out.println("|---".repeat(columns.size() + 4) + "|");
        Map<String, Cost> sums = new HashMap<>();
        for (SyntheticMessage message : SyntheticMessage.values()) {
            Map<String, Cost> row = new HashMap<>();
            for (String column : columns) {
                Cost cost = costs.getOrDefault(column, Map.of()).get(message);
                if (cost != null) {
                    row.put(column, cost);
                    if (message != SyntheticMessage.ORU_PDF) {
                        sums.merge(column, cost, Cost::plus);
                    }
                }
            }
            print(message.title(), columns, row);
        }
        int mixed = SyntheticMessage.values().length - 1;
        sums.replaceAll((column, sum) -> new Cost(sum.cpu() / mixed, sum.allocated() / mixed));
        print("mean without the PDF", columns, sums);
    }

    private static void print(String title, List<String> columns, Map<String, Cost> row) {
        List<String> cells = new ArrayList<>();
        for (String column : columns) {
            Cost cost = row.get(column);
            cells.add(
                    cost == null
                            ? "-"
                            : String.format(Locale.ROOT, "%,.0f, %,.0f", cost.cpu(), cost.allocated() / 1e3));
        }
        Cost ours = row.getOrDefault(PORTAGE, Cost.NONE);
        Cost other = row.getOrDefault(OTHER, Cost.NONE);
        Cost hapi = row.getOrDefault(PARSE, Cost.NONE).plus(row.getOrDefault(ENCODE, Cost.NONE));
        cells.add(ratio(other.cpu(), ours.cpu()));
        cells.add(ratio(other.allocated(), ours.allocated()));
        cells.add(ratio(ours.cpu(), hapi.cpu()));
        System.out.println("| " + title + " | " + String.join(" | ", cells) + " |");
    }

    private static String ratio(double numerator, double denominator) {
        return numerator == 0 || denominator == 0 ? "-" : String.format(Locale.ROOT, "%.2f", numerator / denominator);
    }
}
