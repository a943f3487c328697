package uk.portage.gateway.benchmarks.encrypt;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Prints what {@link EncryptionBenchmark} measures, a line each: microseconds and kilobytes allocated. */
public final class EncryptionFigures {

    private EncryptionFigures() {}

    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(EncryptionBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
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
                "%s sizes %s us %.1f +- %.1f kb_allocated %.1f%n",
                name.substring(name.lastIndexOf('.') + 1),
                result.getParams().getParam("sizes"),
                result.getPrimaryResult().getScore(),
                result.getPrimaryResult().getScoreError(),
                result.getSecondaryResults().get("gc.alloc.rate.norm").getScore() / 1000);
    }
}
