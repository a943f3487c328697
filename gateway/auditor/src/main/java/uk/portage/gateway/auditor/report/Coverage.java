package uk.portage.gateway.auditor.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import uk.portage.gateway.ledger.Measure;
import uk.portage.gateway.ledger.RollupKey;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.Rollups;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Of what happened, how much was seen: submissions received, of the events that somebody counted independently of them.
 * Without it a sender that sends nothing looks perfect.
 *
 * @param total of the organisations that are listed, and of no other
 * @param organisations by the smallest share; those with fewer events or submissions than the smallest count shown are
 *     left out, here and in the total
 * @param uncounted organisations that sent something and of which no day was counted
 */
public record Coverage(Of total, List<Of> organisations, List<OdsCode> uncounted) {

    static final Coverage UNKNOWN = new Coverage(new Of("", 0, 0, 0), List.of(), List.of());

    public Coverage {
        organisations = List.copyOf(organisations);
        uncounted = List.copyOf(uncounted);
    }

    /**
     * One organisation's, or the sum.
     *
     * @param organisation its ODS code; empty text for the sum
     * @param days that were counted
     * @param events on those days
     * @param seen submissions of those days
     */
    public record Of(String organisation, int days, long events, long seen) {

        /** Seen of what happened; above 1 if more came than was counted, and the count is wrong. Empty if nothing was. */
        public OptionalDouble share() {
            return events == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) seen / events);
        }
    }

    /** Whether anything was counted. */
    public boolean isKnown() {
        return total.events() > 0;
    }

    /** Unknown if the question is narrower than an organisation's day, since nobody counts by destination or workflow. */
    static Coverage of(RollupQuery query, Rollups rollups, int smallestShown) {
        if (query.recipient().isPresent()
                || query.workflow().isPresent()
                || query.format().isPresent()) {
            return UNKNOWN;
        }
        Map<OdsCode, Map<LocalDate, Long>> events = new TreeMap<>();
        Map<OdsCode, Map<LocalDate, Long>> seen = new TreeMap<>();
        rollups.by(Measure.SOURCE_EVENT, OrganisationDay::of).forEach((of, amount) -> add(events, of, amount));
        rollups.by(Measure.SUBMISSION, OrganisationDay::of).forEach((of, amount) -> add(seen, of, amount));
        List<Of> organisations = new ArrayList<>();
        events.forEach((organisation, byDay) -> {
            Map<LocalDate, Long> submissions = seen.getOrDefault(organisation, Map.of());
            Of one = new Of(
                    organisation.value(),
                    byDay.size(),
                    byDay.values().stream().mapToLong(Long::longValue).sum(),
                    byDay.keySet().stream()
                            .mapToLong(day -> submissions.getOrDefault(day, 0L))
                            .sum());
            if (!isSmall(one.events(), smallestShown) && !isSmall(one.seen(), smallestShown)) {
                organisations.add(one);
            }
        });
        organisations.sort(
                Comparator.<Of>comparingDouble(one -> one.share().orElse(1)).thenComparing(Of::organisation));
        return new Coverage(
                new Of(
                        "",
                        organisations.stream().mapToInt(Of::days).sum(),
                        organisations.stream().mapToLong(Of::events).sum(),
                        organisations.stream().mapToLong(Of::seen).sum()),
                organisations,
                seen.keySet().stream()
                        .filter(organisation -> !events.containsKey(organisation))
                        .toList());
    }

    private record OrganisationDay(Optional<OdsCode> organisation, LocalDate day) {

        static OrganisationDay of(RollupKey key) {
            return new OrganisationDay(key.sender(), key.day());
        }
    }

    private static void add(Map<OdsCode, Map<LocalDate, Long>> counts, OrganisationDay of, long amount) {
        of.organisation()
                .filter(organisation -> amount != 0)
                .ifPresent(organisation -> counts.computeIfAbsent(organisation, code -> new HashMap<>())
                        .put(of.day(), amount));
    }

    private static boolean isSmall(long count, int smallestShown) {
        return count > 0 && count < smallestShown;
    }
}
