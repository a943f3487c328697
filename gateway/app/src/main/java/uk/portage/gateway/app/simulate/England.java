package uk.portage.gateway.app.simulate;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import uk.portage.gateway.transfer.OdsCode;

/** Who sends to whom: organisations that are not, with habits that are. */
record England(List<Trust> trusts, List<Council> councils) {

    private static final int NEIGHBOURS = 6;
    private static final int SILENT = 7;
    private static final int BADLY_MAPPED = 11;
    private static final int OUT = 13;

    static England of(RandomGenerator random, int trusts, int councils, LocalDate first, int days) {
        List<Council> collecting = new ArrayList<>();
        for (int n = 0; n < councils; n++) {
            Optional<Trust.Days> outage =
                    n % OUT == OUT - 1 ? Optional.of(days(first, days, 3, random)) : Optional.empty();
            collecting.add(new Council(new OdsCode("9%03d".formatted(n)), habit(n), outage));
        }
        List<Trust> sending = new ArrayList<>();
        for (int n = 0; n < trusts; n++) {
            List<Council> neighbours = new ArrayList<>();
            int nearest = n * councils / trusts;
            for (int step = 0; step < Math.min(NEIGHBOURS, councils); step++) {
                neighbours.add(collecting.get((nearest + step) % councils));
            }
            sending.add(new Trust(
                    new OdsCode("R%03d".formatted(n)),
                    Math.exp(0.7 * random.nextGaussian()),
                    format(random),
                    neighbours,
                    0.005 + 0.03 * random.nextDouble(),
                    n % BADLY_MAPPED == BADLY_MAPPED - 1 ? Optional.of(days(first, days, 5, random)) : Optional.empty(),
                    n % trusts == SILENT % trusts && trusts > 1
                            ? Optional.of(first.plusDays(2L * days / 3))
                            : Optional.empty()));
        }
        return new England(List.copyOf(sending), List.copyOf(collecting));
    }

    private static Trust.Days days(LocalDate first, int days, int length, RandomGenerator random) {
        LocalDate begin = first.plusDays(random.nextInt(Math.max(1, days - length)));
        return new Trust.Days(begin, begin.plusDays(length - 1L));
    }

    /** Of twenty: seven at once, seven in office hours, four at night, two some day; neighbours differ. */
    private static Habit habit(int number) {
        int place = number * 7 % 20;
        if (place < 7) {
            return Habit.PROMPT;
        }
        return place < 14 ? Habit.OFFICE_HOURS : place < 18 ? Habit.NIGHTLY : Habit.SLACK;
    }

    private static String format(RandomGenerator random) {
        double draw = random.nextDouble();
        return draw < 0.75 ? "hl7v2" : draw < 0.92 ? "fhir-r4" : "cda";
    }
}
