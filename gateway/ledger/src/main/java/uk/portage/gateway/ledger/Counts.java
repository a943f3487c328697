package uk.portage.gateway.ledger;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Amounts by measure and detail, of one group of transfers. Not for use by several threads while it is added up. */
public final class Counts {

    /** Sees each amount that is not zero. */
    @FunctionalInterface
    public interface Visitor {
        void count(Measure measure, String detail, long amount);
    }

    private final CountNames names;
    private long[] amounts;

    Counts(CountNames names) {
        this.names = names;
        this.amounts = new long[names.size()];
    }

    void add(int number, long amount) {
        if (number >= amounts.length) {
            amounts = Arrays.copyOf(amounts, names.size());
        }
        amounts[number] += amount;
    }

    /** Those that are not zero. */
    Map<Integer, Long> byNumber() {
        Map<Integer, Long> byNumber = new TreeMap<>();
        for (int number = 0; number < amounts.length; number++) {
            if (amounts[number] != 0) {
                byNumber.put(number, amounts[number]);
            }
        }
        return byNumber;
    }

    /** In no particular order. */
    public void forEach(Visitor visitor) {
        for (int number = 0; number < amounts.length; number++) {
            if (amounts[number] != 0) {
                CountNames.Name name = names.name(number);
                visitor.count(name.measure(), name.detail(), amounts[number]);
            }
        }
    }

    /** All of one measure together. */
    public long of(Measure measure) {
        long[] sum = {0};
        forEach((other, detail, amount) -> sum[0] += other == measure ? amount : 0);
        return sum[0];
    }

    /** The amounts of one measure by their details. */
    public Map<String, Long> details(Measure measure) {
        Map<String, Long> details = new TreeMap<>();
        forEach((other, detail, amount) -> {
            if (other == measure) {
                details.merge(detail, amount, Long::sum);
            }
        });
        return details;
    }
}
