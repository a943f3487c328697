package uk.portage.gateway.benchmarks.transport;

import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Prints what {@link TlsBenchmark} measures, a line each: microseconds of both sides together. */
public final class TlsFigures {

    private TlsFigures() {}

    public static void main(String[] arguments) throws RunnerException {
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include(TlsBenchmark.class.getName())
                        .build())
                .run()) {
            String name = result.getParams().getBenchmark();
            System.out.printf(
                    Locale.ROOT,
                    "%s bytes %s us_of_both_sides %.1f +- %.1f%n",
                    name.substring(name.lastIndexOf('.') + 1),
                    result.getParams().getParam("size"),
                    result.getPrimaryResult().getScore(),
                    result.getPrimaryResult().getScoreError());
        }
    }
}
