package uk.portage.gateway.operator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.store.FoundSubmission;
import uk.portage.gateway.store.ParkedKey;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.store.SubmissionStanding;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.TimeTarget;

/**
 * What a replay would do, as things stand.
 *
 * @param going what goes, in the order of arrival
 * @param goingBy the same, counted
 * @param leftOut what does not, counted
 * @param pastCutoff of those that go, how many are too late to count as portable whatever becomes of them
 * @param more true if more was selected than one replay takes
 */
record Preview(
        List<FoundSubmission> going,
        Map<Kind, Long> goingBy,
        Map<Reason, Long> leftOut,
        long pastCutoff,
        boolean more) {

    record Kind(SubmissionStanding standing, Optional<FailureCode> code) {}

    /** Why a submission is left out. */
    enum Reason {
        DELIVERED("it was delivered already"),
        UNDER_WAY("it is on its way to its destinations"),
        WAITING("it waits to be translated anyway"),
        PARKED("its person is parked: release the person instead"),
        BEHIND_PARKED("an earlier record of its person is parked"),
        EXCLUDED("it was lawfully left out, or taken back"),
        ERASED("it is erased");

        private final String meaning;

        Reason(String meaning) {
            this.meaning = meaning;
        }

        String meaning() {
            return meaning;
        }

        static Reason of(SubmissionStanding standing) {
            return switch (standing) {
                case DELIVERED -> DELIVERED;
                case UNDER_WAY -> UNDER_WAY;
                case WAITING -> WAITING;
                case PARKED -> PARKED;
                case EXCLUDED -> EXCLUDED;
                case ERASED -> ERASED;
                case FAILED, NOT_ROUTED -> BEHIND_PARKED;
            };
        }
    }

    Preview {
        going = List.copyOf(going);
        goingBy = new LinkedHashMap<>(goingBy);
        leftOut = new LinkedHashMap<>(leftOut);
    }

    long left() {
        return leftOut.values().stream().mapToLong(Long::longValue).sum();
    }

    static Preview of(Selection selection, Store store, Function<Workflow, TimeTarget> timeTargets, Instant now) {
        Selection.Found found = selection.read(store);
        Set<OrderingKey> parked =
                store.parkedKeys().stream().map(ParkedKey::key).collect(Collectors.toSet());
        List<FoundSubmission> going = new ArrayList<>();
        Map<Kind, Long> goingBy = new LinkedHashMap<>();
        Map<Reason, Long> leftOut = new LinkedHashMap<>();
        long pastCutoff = 0;
        for (FoundSubmission one : found.submissions()) {
            SubmissionRow submission = one.submission();
            if (!one.standing().isReplayable() || parked.contains(submission.orderingKey())) {
                leftOut.merge(Reason.of(one.standing()), 1L, Long::sum);
                continue;
            }
            going.add(one);
            goingBy.merge(new Kind(one.standing(), one.code()), 1L, Long::sum);
            Instant started = submission.eventTime().orElse(submission.receivedAt());
            if (started.plus(timeTargets.apply(submission.workflow()).cutoff()).isBefore(now)) {
                pastCutoff++;
            }
        }
        going.sort(Comparator.comparingLong(FoundSubmission::arrival));
        return new Preview(going, goingBy, leftOut, pastCutoff, found.more());
    }
}
