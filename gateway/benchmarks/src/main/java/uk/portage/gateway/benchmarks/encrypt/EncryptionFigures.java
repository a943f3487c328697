package uk.portage.gateway.benchmarks.encrypt;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import uk.portage.gateway.benchmarks.translate.ProcessorTime;

/** Prints what {@link EncryptionBenchmark} measures, a line each: processor time in microseconds, the
 * shortest time of the iterations, in which others disturbed least, and kilobytes allocated. */
public final class EncryptionFigures {

    private EncryptionFigures() {}

    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(EncryptionBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .addProfiler(ProcessorTime.class)
                        .build())
                .run();
        results.stream()
                .sorted(Comparator.comparing(
                                (RunResult result) -> result.getParams().getParam("sizes"))
                        .thenComparing(result -> result.getParams().getBenchmark()))
                .forEach(EncryptionFigures::print);
    }

    private static void print(RunResult result) {
        String name = result.getParams().getBenchmark();
        System.out.printf(
                Locale.ROOT,
                "%s sizes %s cpu_us %.1f least_us %.1f kb_allocated %.1f%n",
                name.substring(name.lastIndexOf('.') + 1),
                result.getParams().getParam("sizes"),
                secondary(result, ProcessorTime.LABEL),
                result.getPrimaryResult().getStatistics().getMin(),
                secondary(result, "alloc.rate.norm") / 1000);
    }

    private static double secondary(RunResult result, String label) {
        return result.getSecondaryResults().entrySet().stream()
                .filter(found -> found.getKey().endsWith(label))
                .mapToDouble(found -> found.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }
}
