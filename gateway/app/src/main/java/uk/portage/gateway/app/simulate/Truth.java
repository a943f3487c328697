package uk.portage.gateway.app.simulate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.gateway.ledger.LostElement;
import uk.portage.gateway.ledger.Milestone;
import uk.portage.gateway.ledger.gp2gp.Gp2gpClass;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * What is true of the transfers that were played, as of an hour: worked out from what was going to happen to each, never
 * from a ledger. The words are those of the auditor's figures.
 */
final class Truth {

    /** From the start of the clock: what comes later, GP2GP does not look at. */
    private static final Duration GP2GP_CUTOFF = Duration.ofDays(14);

    /** From the offer: within it a record is filed on time. */
    private static final Duration GP2GP_ON_TIME = Duration.ofDays(8);

    private final Instant asOf;
    private final Tally total = new Tally();
    private final Map<String, Tally> days = new TreeMap<>();
    private final Map<String, Tally> pairs = new TreeMap<>();
    private final Map<String, Tally> workflows = new TreeMap<>();
    private final Map<String, Tally> formats = new TreeMap<>();
    private final Map<Milestone, Long> funnel = new EnumMap<>(Milestone.class);
    private final Map<FailureCode, Long> failures = new EnumMap<>(FailureCode.class);
    private final Map<LostElement, Long> lost = new TreeMap<>();
    private final Map<LossKind, Long> losses = new EnumMap<>(LossKind.class);
    private final Map<Exclusion, Long> exclusions = new EnumMap<>(Exclusion.class);
    private final Map<Gp2gpClass, Long> gp2gp = new EnumMap<>(Gp2gpClass.class);
    /** By organisation and day: how much happened, whether it was sent or not. */
    private final Map<String, Map<LocalDate, Long>> events = new TreeMap<>();

    /** By organisation: how many records were received. */
    private final Map<String, Long> seen = new TreeMap<>();

    private final Times times = new Times();
    private long restated;

    Truth(Instant asOf) {
        this.asOf = asOf;
    }

    private static final class Tally {
        private final Map<TransferStatus, Long> statuses = new EnumMap<>(TransferStatus.class);
        private long portable;

        void add(Outcome outcome) {
            statuses.merge(outcome.status(), 1L, Long::sum);
            portable += outcome.portable() ? 1 : 0;
        }

        void write(ObjectNode json) {
            long eligible = 0;
            ObjectNode counts = json.objectNode();
            for (TransferStatus status : TransferStatus.values()) {
                long count = statuses.getOrDefault(status, 0L);
                counts.put(status.name(), count);
                eligible += status == TransferStatus.EXCLUDED ? 0 : count;
            }
            json.put("eligible", eligible).put("portable", portable).set("statuses", counts);
        }
    }

    /**
     * How a journey stands.
     *
     * @param code why it is not integrated
     * @param acknowledged whether its destination said, in time to count, that it is integrated
     */
    private record Outcome(TransferStatus status, Optional<FailureCode> code, boolean acknowledged, boolean portable) {

        static Outcome of(TransferStatus status) {
            return new Outcome(status, Optional.empty(), false, false);
        }

        static Outcome of(TransferStatus status, FailureCode code) {
            return new Outcome(status, Optional.of(code), false, false);
        }
    }

    /** Something happened at a trust: what an independent count would count. */
    void happened(Trust trust, LocalDate day) {
        events.computeIfAbsent(trust.code().value(), code -> new TreeMap<>()).merge(day, 1L, Long::sum);
    }

    long eventsOf(Trust trust, LocalDate day) {
        return events.getOrDefault(trust.code().value(), Map.of()).getOrDefault(day, 0L);
    }

    void add(Journey journey) {
        if (journey.receivedAt().isAfter(asOf)) {
            return;
        }
        seen.merge(journey.trust().code().value(), 1L, Long::sum);
        if (isPast(journey.translatedAt())) {
            journey.lost().forEach((element, count) -> lost.merge(element, (long) count, Long::sum));
        }
        Outcome outcome = outcome(journey);
        boolean routed = journey.isRouted() && isPast(journey.translatedAt());
        total.add(outcome);
        tally(days, journey.startedAt().atOffset(ZoneOffset.UTC).toLocalDate().toString())
                .add(outcome);
        tally(
                        pairs,
                        journey.trust().code() + " "
                                + (routed ? journey.council().code().value() : ""))
                .add(outcome);
        tally(workflows, journey.workflow().code()).add(outcome);
        tally(formats, journey.trust().format()).add(outcome);
        if (outcome.status() == TransferStatus.EXCLUDED) {
            journey.exclusion().ifPresent(reason -> exclusions.merge(reason, 1L, Long::sum));
            return;
        }
        outcome.code().ifPresent(code -> failures.merge(code, 1L, Long::sum));
        if (routed) {
            journey.losses().forEach((kind, count) -> losses.merge(kind, (long) count, Long::sum));
        }
        restated += isRestated(journey, outcome.status()) ? 1 : 0;
        if (outcome.status() != TransferStatus.OPEN) {
            gp2gp.merge(gp2gp(journey), 1L, Long::sum);
        }
        countFunnel(journey, outcome, routed);
        countTime(journey, outcome);
    }

    private static Tally tally(Map<String, Tally> tallies, String key) {
        return tallies.computeIfAbsent(key, absent -> new Tally());
    }

    private boolean isPast(Instant time) {
        return !time.isAfter(asOf);
    }

    private boolean isPast(Optional<Instant> time) {
        return time.isPresent() && isPast(time.get());
    }

    private static boolean isWithin(Optional<Instant> time, Instant limit) {
        return time.isPresent() && !time.get().isAfter(limit);
    }

    private Outcome outcome(Journey journey) {
        if (!isPast(journey.translatedAt())) {
            return Outcome.of(TransferStatus.OPEN);
        }
        if (journey.failure().isPresent()) {
            return Outcome.of(
                    TransferStatus.TECHNICAL_FAILURE, journey.failure().get());
        }
        if (journey.exclusion().isPresent()) {
            boolean known = !journey.isRouted() || isPast(journey.offeredAt().plusMillis(1));
            return Outcome.of(known ? TransferStatus.EXCLUDED : TransferStatus.OPEN);
        }
        Instant cutoff = journey.cutoffAt();
        if (isPast(journey.answeredAt()) && isWithin(journey.answeredAt(), cutoff)) {
            return answered(journey, cutoff);
        }
        boolean answeredLate = isPast(journey.answeredAt());
        if (isPast(journey.expiredAt()) || answeredLate) {
            return Outcome.of(TransferStatus.DELIVERED_NOT_INTEGRATED, reasonOfExpiry(journey));
        }
        return Outcome.of(TransferStatus.OPEN);
    }

    private static FailureCode reasonOfExpiry(Journey journey) {
        if (isWithin(journey.answeredAt(), journey.expiredAt())) {
            // Answered after the cutoff and before anybody looked: the answer is what closes it.
            return journey.rejection().isPresent() ? FailureCode.REJECTED : FailureCode.NOT_ACKNOWLEDGED;
        }
        return isWithin(journey.collectedAt(), journey.expiredAt())
                ? FailureCode.NOT_ACKNOWLEDGED
                : FailureCode.NOT_COLLECTED;
    }

    private Outcome answered(Journey journey, Instant cutoff) {
        boolean integrated = journey.rejection().isEmpty();
        if (isPast(journey.contradictedAt()) && isWithin(journey.contradictedAt(), cutoff)) {
            // Only the contrary that is a rejection brings a code.
            return new Outcome(
                    TransferStatus.UNCLASSIFIED,
                    integrated ? Optional.of(FailureCode.REJECTED) : Optional.empty(),
                    true,
                    false);
        }
        if (!integrated) {
            return Outcome.of(TransferStatus.REJECTED, FailureCode.REJECTED);
        }
        boolean onTime = isWithin(
                journey.answeredAt(),
                journey.startedAt().plus(journey.timeTarget().target()));
        return new Outcome(
                onTime ? TransferStatus.INTEGRATED_ON_TIME : TransferStatus.INTEGRATED_LATE,
                Optional.empty(),
                true,
                onTime && journey.rightPerson() && journey.valid());
    }

    /** Whether somebody said after the cutoff that it is integrated. */
    private boolean isRestated(Journey journey, TransferStatus status) {
        Optional<Instant> integrated = journey.rejection().isEmpty() ? journey.answeredAt() : journey.contradictedAt();
        return (status == TransferStatus.DELIVERED_NOT_INTEGRATED || status == TransferStatus.REJECTED)
                && isPast(integrated)
                && !isWithin(integrated, journey.cutoffAt());
    }

    /** What GP2GP would call the end of a journey: its offer is the extract, and there are no fragments. */
    private Gp2gpClass gp2gp(Journey journey) {
        if (journey.failure().isPresent()) {
            return journey.failure().get().fault() == FailureCode.Fault.SENDER
                    ? Gp2gpClass.FATAL_SENDER_ERROR
                    : Gp2gpClass.CORE_EXTRACT_NOT_SENT;
        }
        boolean integratedFirst = journey.rejection().isEmpty();
        Optional<Instant> integrated = integratedFirst ? journey.answeredAt() : journey.contradictedAt();
        if (isSeenByGp2gp(integrated, journey)) {
            return isWithin(integrated, journey.offeredAt().plus(GP2GP_ON_TIME))
                    ? Gp2gpClass.INTEGRATED_ON_TIME
                    : Gp2gpClass.INTEGRATED_LATE;
        }
        Optional<Instant> rejected = integratedFirst ? journey.contradictedAt() : journey.answeredAt();
        boolean refused =
                isSeenByGp2gp(rejected, journey) && !journey.rejection().equals(Optional.of(RejectionReason.DUPLICATE));
        return refused ? Gp2gpClass.FINAL_ERROR : Gp2gpClass.TRANSFERRED_NOT_INTEGRATED;
    }

    private boolean isSeenByGp2gp(Optional<Instant> time, Journey journey) {
        return isPast(time) && isWithin(time, journey.startedAt().plus(GP2GP_CUTOFF));
    }

    private void countFunnel(Journey journey, Outcome outcome, boolean routed) {
        count(Milestone.OBLIGED, true);
        count(Milestone.ROUTED, routed);
        count(Milestone.OFFERED, routed && isPast(journey.offeredAt()));
        count(
                Milestone.COLLECTED,
                routed && isPast(journey.collectedAt()) && isWithin(journey.collectedAt(), journey.cutoffAt()));
        count(Milestone.ACKNOWLEDGED, outcome.acknowledged());
        count(Milestone.ON_TIME, outcome.status() == TransferStatus.INTEGRATED_ON_TIME);
        count(Milestone.PORTABLE, outcome.portable());
    }

    private void count(Milestone milestone, boolean reached) {
        funnel.merge(milestone, reached ? 1L : 0L, Long::sum);
    }

    private void countTime(Journey journey, Outcome outcome) {
        switch (outcome.status()) {
            case INTEGRATED_ON_TIME, INTEGRATED_LATE ->
                journey.answeredAt().ifPresent(at -> times.integrated(Duration.between(journey.startedAt(), at)));
            case OPEN -> times.censored(Duration.between(journey.startedAt(), asOf));
            case DELIVERED_NOT_INTEGRATED, REJECTED, TECHNICAL_FAILURE, UNCLASSIFIED ->
                times.censored(journey.timeTarget().cutoff());
            case EXCLUDED -> throw new IllegalStateException("not eligible");
        }
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("asOf", asOf.toString());
        total.write(json.putObject("total"));
        groups(json.putArray("days"), "day", days);
        ArrayNode list = json.putArray("pairs");
        pairs.forEach((key, tally) -> {
            int space = key.indexOf(' ');
            ObjectNode pair = list.addObject().put("sender", key.substring(0, space));
            String recipient = key.substring(space + 1);
            pair.put("recipient", recipient.isEmpty() ? null : recipient);
            tally.write(pair);
        });
        groups(json.putArray("workflows"), "workflow", workflows);
        groups(json.putArray("formats"), "format", formats);
        counts(json.putObject("funnel"), funnel);
        counts(json.putObject("failures"), failures);
        counts(json.putObject("losses"), losses);
        ObjectNode elements = json.putObject("lostElements");
        lost.forEach((element, count) -> elements.put(element.text(), count));
        counts(json.putObject("exclusions"), exclusions);
        counts(json.putObject("gp2gp"), gp2gp);
        json.put("restated", restated);
        ObjectNode percentiles = json.putObject("timesToIntegration");
        for (int share : new int[] {50, 90, 95, 99}) {
            percentiles.put(
                    "p" + share,
                    times.percentile(share / 100.0).map(Duration::toString).orElse("not-reached"));
        }
        ObjectNode coverage = json.putObject("coverage");
        events.forEach((organisation, byDay) -> coverage.putObject(organisation)
                .put("seen", seen.getOrDefault(organisation, 0L))
                .put(
                        "events",
                        byDay.values().stream().mapToLong(Long::longValue).sum()));
        return json;
    }

    /** Independent counts as a trust could post them: a line for each organisation and day. */
    String sourceEvents() {
        StringBuilder lines = new StringBuilder("organisation,day,events\n");
        events.forEach((organisation, byDay) -> byDay.forEach((day, count) -> lines.append(organisation)
                .append(',')
                .append(day)
                .append(',')
                .append(count)
                .append('\n')));
        return lines.toString();
    }

    private static void groups(ArrayNode array, String name, Map<String, Tally> tallies) {
        tallies.forEach((key, tally) -> tally.write(array.addObject().put(name, key)));
    }

    private static <E extends Enum<E>> void counts(ObjectNode json, Map<E, Long> counts) {
        counts.forEach((key, count) -> json.put(key.name(), count));
    }
}
