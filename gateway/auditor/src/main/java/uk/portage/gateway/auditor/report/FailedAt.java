package uk.portage.gateway.auditor.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.auditor.statistics.SmallNumbers;
import uk.portage.gateway.transfer.Stage;

/**
 * Transfers that ended without integration for one reason, at one place of the road.
 *
 * @param stage empty if no entry says where
 */
public record FailedAt(FailureCode code, Optional<Stage> stage, Count count) {

    /** In the order of the reasons, and of the road. Whose reason is hidden is hidden at every stage. */
    static List<FailedAt> of(List<Reason<FailureCode>> failures, Map<String, Long> staged, int smallestShown) {
        List<FailedAt> all = new ArrayList<>();
        for (Reason<FailureCode> failure : failures) {
            Map<Stage, Long> stages = new TreeMap<>(Comparator.naturalOrder());
            staged.forEach((detail, amount) -> {
                int dot = detail.indexOf('.');
                if (detail.substring(dot + 1).equals(failure.key().name())) {
                    stages.merge(Stage.valueOf(detail.substring(0, dot)), amount, Long::sum);
                }
            });
            all.addAll(of(failure, stages, smallestShown));
        }
        return all;
    }

    private static List<FailedAt> of(Reason<FailureCode> failure, Map<Stage, Long> stages, int smallestShown) {
        List<Optional<Stage>> places = new ArrayList<>();
        List<Long> amounts = new ArrayList<>();
        stages.forEach((stage, amount) -> {
            places.add(Optional.of(stage));
            amounts.add(amount);
        });
        long elsewhere = failure.count().value().orElse(0)
                - stages.values().stream().mapToLong(Long::longValue).sum();
        if (elsewhere > 0) {
            places.add(Optional.empty());
            amounts.add(elsewhere);
        }
        long[] values = amounts.stream().mapToLong(Long::longValue).toArray();
        boolean[] hidden = SmallNumbers.hide(values, failure.count().isHidden(), smallestShown);
        List<FailedAt> of = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            of.add(new FailedAt(
                    failure.key(),
                    places.get(i),
                    Count.of(values[i], hidden[i] || failure.count().isHidden())));
        }
        return of;
    }
}
