package uk.portage.gateway.auditor.statistics;

import java.util.List;
import java.util.OptionalDouble;

/** The Herfindahl-Hirschman index: the sum of the squares of the shares (Hirschman 1945, Herfindahl 1950). */
public final class Herfindahl {

    private Herfindahl() {}

    /**
     * @param amounts not negative
     * @return from 1 / number of amounts to 1; empty if they add up to nothing
     */
    public static OptionalDouble index(List<Long> amounts) {
        double sum = amounts.stream().mapToLong(Long::longValue).sum();
        return sum == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(amounts.stream()
                        .mapToDouble(amount -> (amount / sum) * (amount / sum))
                        .sum());
    }
}
