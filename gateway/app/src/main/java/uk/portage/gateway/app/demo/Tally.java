package uk.portage.gateway.app.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What the demonstration has done so far. Safe for use by many threads. */
final class Tally {

    enum Count {
        PUSHED("pushed"),
        AA("AA"),
        AR("AR"),
        AE("AE"),
        COLLECTED("collected"),
        COMPLETED("completed"),
        REJECTED("rejected"),
        ACCEPTED("accepted only");

        private final String label;

        Count(String label) {
            this.label = label;
        }
    }

    private final Map<Count, AtomicInteger> counts = new EnumMap<>(Count.class);

    Tally() {
        for (Count count : Count.values()) {
            counts.put(count, new AtomicInteger());
        }
    }

    void add(Count count) {
        of(count).incrementAndGet();
    }

    int get(Count count) {
        return of(count).get();
    }

    private AtomicInteger of(Count count) {
        AtomicInteger found = counts.get(count);
        if (found == null) {
            throw new IllegalStateException("every count is there from the start");
        }
        return found;
    }

    String line() {
        StringBuilder text = new StringBuilder();
        for (Count count : Count.values()) {
            int number = get(count);
            if (number > 0 || count == Count.PUSHED) {
                text.append(text.isEmpty() ? "" : "  ")
                        .append(count.label)
                        .append(' ')
                        .append(number);
            }
        }
        return text.toString();
    }
}
