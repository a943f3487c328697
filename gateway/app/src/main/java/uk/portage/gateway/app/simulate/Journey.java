package uk.portage.gateway.app.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.LostElement;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;

/**
 * All that is going to happen to one record, known before any of it does.
 *
 * @param startedAt when the event was
 * @param translatedAt when the gateway has translated it, or has failed to
 * @param failure why the gateway cannot carry it; nothing happens to it after that
 * @param exclusion why it does not count: known when it is translated, or, if it is withdrawn, when it has been offered;
 *     nothing happens to it after that
 * @param collectedAt empty if nobody ever does
 * @param answeredAt empty if nobody ever does
 * @param rejection empty if the answer is that it is integrated
 * @param contradictedAt when the destination says the contrary of its answer
 * @param repeated whether its sender sends it twice
 */
record Journey(
        SubmissionId submission,
        Trust trust,
        Council council,
        Workflow workflow,
        Instant startedAt,
        Instant receivedAt,
        Instant translatedAt,
        Instant offeredAt,
        Optional<FailureCode> failure,
        Optional<Exclusion> exclusion,
        Optional<Instant> collectedAt,
        Optional<Instant> answeredAt,
        Optional<RejectionReason> rejection,
        Optional<Instant> contradictedAt,
        boolean repeated,
        boolean rightPerson,
        boolean valid,
        Map<LossKind, Integer> losses,
        int size) {

    private static final Duration LOOKED_AT_AFTER = Duration.ofSeconds(30);

    TimeTarget timeTarget() {
        return TimeTarget.defaultFor(workflow);
    }

    Instant cutoffAt() {
        return startedAt.plus(timeTarget().cutoff());
    }

    /** When the gateway looks and finds that its cutoff has passed. */
    Instant expiredAt() {
        return cutoffAt().plus(LOOKED_AT_AFTER);
    }

    /** Each kind of loss happens at one element. */
    Map<LostElement, Integer> lost() {
        return losses.entrySet().stream()
                .collect(Collectors.toMap(
                        loss -> new LostElement(
                                loss.getKey(),
                                switch (loss.getKey()) {
                                    case NO_TARGET -> "PV1-45";
                                    case UNKNOWN_CODE -> "PID-10.1";
                                    case COARSER -> "PV1-3.4";
                                    case TEXT_ONLY -> "OBX-5";
                                    case TRUNCATED, UNPARSEABLE -> LostElement.OTHER;
                                }),
                        Map.Entry::getValue));
    }

    /** Whether it is ever on its way to its destination. */
    boolean isRouted() {
        return failure.isEmpty()
                && exclusion
                        .filter(reason -> reason != Exclusion.WITHDRAWN_BEFORE_SEND)
                        .isEmpty();
    }

    TransferId transfer() {
        return isRouted() ? TransferId.of(submission, council.code()) : TransferId.withoutDestination(submission);
    }
}
