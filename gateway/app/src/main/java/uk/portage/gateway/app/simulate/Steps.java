package uk.portage.gateway.app.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.Stage;

/** What a gateway would have put into its ledger on a journey, and when. */
final class Steps {

    private static final String CHANNEL = "simulated";

    private Steps() {}

    /** One entry to come. */
    record Step(Instant at, EntryKind kind) {}

    /** In the order of their times. */
    static List<Step> of(Journey journey) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(journey.receivedAt(), EntryKind.RECEIVED));
        if (journey.repeated()) {
            steps.add(new Step(journey.receivedAt().plusSeconds(20), EntryKind.REPEATED));
        }
        Instant translated = journey.translatedAt();
        if (journey.failure().isPresent()) {
            steps.add(new Step(translated, EntryKind.FAILED));
            return ordered(steps);
        }
        steps.add(new Step(translated, EntryKind.TRANSLATED));
        steps.add(new Step(translated, EntryKind.VALIDATED));
        if (!journey.isRouted()) {
            steps.add(new Step(translated, EntryKind.EXCLUDED));
            return ordered(steps);
        }
        steps.add(new Step(translated, EntryKind.ROUTED));
        steps.add(new Step(journey.offeredAt(), EntryKind.OFFERED));
        if (journey.exclusion().isPresent()) {
            steps.add(new Step(journey.offeredAt().plusMillis(1), EntryKind.WITHDRAWN));
            return ordered(steps);
        }
        journey.collectedAt().ifPresent(at -> steps.add(new Step(at, EntryKind.COLLECTED)));
        boolean integrated = journey.rejection().isEmpty();
        EntryKind answer = integrated ? EntryKind.ACKNOWLEDGED : EntryKind.REJECTED;
        EntryKind contrary = integrated ? EntryKind.REJECTED : EntryKind.ACKNOWLEDGED;
        journey.answeredAt().ifPresent(at -> steps.add(new Step(at, answer)));
        journey.contradictedAt().ifPresent(at -> steps.add(new Step(at, contrary)));
        if (journey.answeredAt().filter(at -> !at.isAfter(journey.expiredAt())).isEmpty()) {
            steps.add(new Step(journey.expiredAt(), EntryKind.EXPIRED));
        }
        return ordered(steps);
    }

    private static List<Step> ordered(List<Step> steps) {
        steps.sort(Comparator.comparing(Step::at));
        return List.copyOf(steps);
    }

    static EntryDraft entry(Journey journey, EntryKind kind) {
        EntryDraft.Builder entry = EntryDraft.of(kind)
                .submission(journey.submission())
                .sender(journey.trust().code())
                .workflow(journey.workflow())
                .format(journey.trust().format());
        return switch (kind) {
            case RECEIVED ->
                started(entry, journey)
                        .stage(Stage.RECEIVE)
                        .channel(CHANNEL)
                        .size(journey.size())
                        .draft();
            case REPEATED -> entry.stage(Stage.RECEIVE).channel(CHANNEL).draft();
            case TRANSLATED ->
                entry.stage(Stage.TRANSLATE)
                        .duration(Duration.ofMillis(2))
                        .losses(journey.losses())
                        .lost(journey.lost())
                        .rightPerson(journey.rightPerson())
                        .draft();
            case VALIDATED -> entry.stage(Stage.VALIDATE).valid(journey.valid()).draft();
            case FAILED -> {
                journey.failure().ifPresent(entry::code);
                yield started(entry, journey)
                        .stage(Stage.TRANSLATE)
                        .transfer(journey.transfer())
                        .draft();
            }
            case EXCLUDED -> described(entry, journey).draft();
            case ROUTED ->
                described(entry, journey).recipient(journey.council().code()).draft();
            case OFFERED -> onTheWay(entry, journey).stage(Stage.DELIVER).draft();
            case WITHDRAWN ->
                onTheWay(entry, journey)
                        .exclusion(Exclusion.WITHDRAWN_BEFORE_SEND)
                        .draft();
            case COLLECTED, ACKNOWLEDGED ->
                onTheWay(entry, journey).stage(Stage.ACKNOWLEDGE).draft();
            case REJECTED -> {
                journey.rejection().ifPresent(entry::reason);
                yield onTheWay(entry, journey)
                        .stage(Stage.ACKNOWLEDGE)
                        .code(FailureCode.REJECTED)
                        .draft();
            }
            case EXPIRED ->
                onTheWay(entry, journey)
                        .stage(Stage.ACKNOWLEDGE)
                        .code(
                                isCollectedBy(journey, journey.expiredAt())
                                        ? FailureCode.NOT_ACKNOWLEDGED
                                        : FailureCode.NOT_COLLECTED)
                        .draft();
            default -> throw new IllegalArgumentException("no step of a journey: " + kind);
        };
    }

    static boolean isCollectedBy(Journey journey, Instant time) {
        Optional<Instant> collected = journey.collectedAt();
        return collected.isPresent() && !collected.get().isAfter(time);
    }

    private static EntryDraft.Builder started(EntryDraft.Builder entry, Journey journey) {
        return entry.startedAt(journey.startedAt(), true).timeTarget(journey.timeTarget());
    }

    private static EntryDraft.Builder described(EntryDraft.Builder entry, Journey journey) {
        journey.exclusion()
                .filter(reason -> reason != Exclusion.WITHDRAWN_BEFORE_SEND)
                .ifPresent(entry::exclusion);
        return started(entry, journey)
                .stage(Stage.ROUTE)
                .transfer(journey.transfer())
                .losses(journey.losses())
                .rightPerson(journey.rightPerson())
                .valid(journey.valid());
    }

    private static EntryDraft.Builder onTheWay(EntryDraft.Builder entry, Journey journey) {
        return entry.transfer(journey.transfer()).recipient(journey.council().code());
    }
}
