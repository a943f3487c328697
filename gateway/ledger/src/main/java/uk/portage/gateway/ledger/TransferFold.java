package uk.portage.gateway.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * What follows from entries: the states of transfers, by nothing but the entries and their order.
 *
 * <p>A submission is an obligation from the moment it is received, before anyone knows to whom. It is counted as the
 * transfer {@link TransferId#withoutDestination without destination} until its first ROUTED, which puts the routed
 * transfers in its place.
 */
public final class TransferFold {

    /** The format of a transfer whose document no adapter could tell. */
    public static final String UNKNOWN_FORMAT = "unknown";

    private TransferFold() {}

    /** The states that entries leave behind, by transfer, in the order in which the transfers began. */
    public static Map<TransferId, TransferState> over(Iterable<Entry> entries) {
        Map<TransferId, TransferState> states = new LinkedHashMap<>();
        for (Entry entry : entries) {
            replacedBy(entry.content()).ifPresent(states::remove);
            transferOf(entry.content())
                    .ifPresent(id -> step(id, Optional.ofNullable(states.get(id)), entry.time(), entry.content())
                            .ifPresent(state -> states.put(id, state)));
        }
        return states;
    }

    /** The transfer whose state an entry may change. */
    static Optional<TransferId> transferOf(EntryDraft entry) {
        return switch (entry.kind()) {
            // A refusal counts only if it says that it does: the submission it names may be another one's.
            case REFUSED -> entry.transfer();
            case RECEIVED, ROUTED, NOT_ROUTED, FAILED, EXCLUDED, PARKED, RELEASED, REPLAYED, EXPIRED ->
                entry.transfer().or(() -> entry.submission().map(TransferId::withoutDestination));
            case OFFERED, COLLECTED, ACKNOWLEDGED, REJECTED, WITHHELD, WITHDRAWN -> entry.transfer();
            case REPEATED,
                    TRANSLATED,
                    VALIDATED,
                    ACCEPTED,
                    DENIED,
                    CONFIGURED,
                    RECORD_REQUESTED,
                    RECORD_PROVIDED,
                    RECORD_NOT_PROVIDED,
                    SENDERS_LOCATED,
                    ERASED,
                    ORGANISATION_REGISTERED,
                    ORGANISATION_SUSPENDED,
                    ORGANISATION_RESUMED,
                    CREDENTIAL_ISSUED,
                    SOURCE_EVENTS_COUNTED,
                    LEDGER_KEY_CHANGED,
                    QUERIED -> Optional.empty();
        };
    }

    /** The transfer without destination that ends because its submission has been routed. */
    static Optional<TransferId> replacedBy(EntryDraft entry) {
        if (entry.kind() != EntryKind.ROUTED) {
            return Optional.empty();
        }
        return entry.submission()
                .map(TransferId::withoutDestination)
                .filter(id -> !entry.transfer().equals(Optional.of(id)));
    }

    /**
     * One entry further.
     *
     * @param before empty if the transfer has not begun
     * @return empty if it still has not
     */
    static Optional<TransferState> step(TransferId id, Optional<TransferState> before, Instant time, EntryDraft entry) {
        if (before.isEmpty() && !begins(entry.kind())) {
            return Optional.empty();
        }
        Step step = new Step(id, before, time, entry);
        step.apply();
        return Optional.of(step.state());
    }

    private static boolean begins(EntryKind kind) {
        return switch (kind) {
            case RECEIVED, REFUSED, ROUTED, NOT_ROUTED, FAILED, EXCLUDED -> true;
            // An answer to a transfer that nobody routed: begun, so that the contradiction is seen.
            case ACKNOWLEDGED, REJECTED -> true;
            case REPEATED,
                    TRANSLATED,
                    VALIDATED,
                    OFFERED,
                    COLLECTED,
                    ACCEPTED,
                    EXPIRED,
                    WITHHELD,
                    WITHDRAWN,
                    PARKED,
                    RELEASED,
                    REPLAYED,
                    DENIED,
                    CONFIGURED,
                    RECORD_REQUESTED,
                    RECORD_PROVIDED,
                    RECORD_NOT_PROVIDED,
                    SENDERS_LOCATED,
                    ERASED,
                    ORGANISATION_REGISTERED,
                    ORGANISATION_SUSPENDED,
                    ORGANISATION_RESUMED,
                    CREDENTIAL_ISSUED,
                    SOURCE_EVENTS_COUNTED,
                    LEDGER_KEY_CHANGED,
                    QUERIED -> false;
        };
    }

    /** The state while one entry is applied to it. */
    private static final class Step {
        private final Instant time;
        private final EntryDraft entry;
        private final boolean isNew;
        private TransferState state;

        Step(TransferId id, Optional<TransferState> before, Instant time, EntryDraft entry) {
            this.time = time;
            this.entry = entry;
            this.isNew = before.isEmpty();
            this.state = before.orElseGet(() -> begun(id, time, entry));
        }

        TransferState state() {
            return state;
        }

        void apply() {
            switch (entry.kind()) {
                case RECEIVED -> state = withFacts(false);
                case REFUSED -> {
                    state = withFacts(false);
                    fail(FailureCode.UNREADABLE, Stage.RECEIVE);
                }
                case NOT_ROUTED -> {
                    state = withFacts(false);
                    fail(FailureCode.NO_ROUTE, Stage.ROUTE);
                }
                case FAILED -> {
                    state = withFacts(false);
                    fail(FailureCode.INTERNAL, Stage.TRANSLATE);
                }
                case ROUTED -> route();
                case EXCLUDED, WITHDRAWN -> exclude();
                case WITHHELD -> state = withFacts(false);
                case OFFERED -> state = with(Milestone.OFFERED);
                case COLLECTED -> state = with(Milestone.COLLECTED);
                case ACKNOWLEDGED -> acknowledge();
                case REJECTED -> reject();
                case EXPIRED -> {
                    if (state.status() == TransferStatus.OPEN) {
                        expire();
                    }
                }
                case PARKED -> {
                    if (state.status() == TransferStatus.OPEN) {
                        // Not a failure yet; it will say why, should the cutoff pass meanwhile.
                        state = with(
                                TransferStatus.OPEN, Optional.of(entry.code().orElse(FailureCode.PARKED)));
                    }
                }
                case RELEASED -> {
                    if (state.status() == TransferStatus.OPEN) {
                        state = with(TransferStatus.OPEN, Optional.empty());
                    }
                }
                case REPLAYED -> {
                    if (state.status() == TransferStatus.TECHNICAL_FAILURE && !isPastCutoff()) {
                        state = with(TransferStatus.OPEN, Optional.empty());
                    }
                }
                case REPEATED,
                        TRANSLATED,
                        VALIDATED,
                        ACCEPTED,
                        DENIED,
                        CONFIGURED,
                        RECORD_REQUESTED,
                        RECORD_PROVIDED,
                        RECORD_NOT_PROVIDED,
                        SENDERS_LOCATED,
                        ERASED,
                        ORGANISATION_REGISTERED,
                        ORGANISATION_SUSPENDED,
                        ORGANISATION_RESUMED,
                        CREDENTIAL_ISSUED,
                        SOURCE_EVENTS_COUNTED,
                        LEDGER_KEY_CHANGED,
                        QUERIED -> {
                    // They say nothing about a transfer's state.
                }
            }
        }

        private void fail(FailureCode otherwise, Stage usually) {
            if (state.status() == TransferStatus.OPEN) {
                state = ended(
                        TransferStatus.TECHNICAL_FAILURE,
                        entry.code().orElse(otherwise),
                        entry.stage().orElse(usually));
            }
        }

        private void route() {
            state = withFacts(true);
            switch (state.status()) {
                case OPEN, TECHNICAL_FAILURE -> state = with(TransferStatus.OPEN, Optional.empty());
                case INTEGRATED_ON_TIME,
                        INTEGRATED_LATE,
                        DELIVERED_NOT_INTEGRATED,
                        REJECTED,
                        UNCLASSIFIED,
                        EXCLUDED -> {
                    // Routed once more: what has become of it stands.
                }
            }
        }

        private void exclude() {
            state = withFacts(false);
            switch (state.status()) {
                case OPEN, TECHNICAL_FAILURE -> state = with(TransferStatus.EXCLUDED, Optional.empty());
                // Too late to be left out of the count: it has an outcome, which nothing changes after the cutoff.
                case INTEGRATED_ON_TIME, INTEGRATED_LATE, DELIVERED_NOT_INTEGRATED, REJECTED -> {
                    if (!isPastCutoff()) {
                        contradict();
                    }
                }
                case UNCLASSIFIED, EXCLUDED -> {
                    // Stands.
                }
            }
        }

        private void acknowledge() {
            switch (state.status()) {
                case OPEN -> {
                    if (state.routedAt().isEmpty()) {
                        contradict();
                    } else if (isPastCutoff()) {
                        // The cutoff classifies, not the moment at which somebody looked for what had expired.
                        expire();
                        state = withRestatement();
                    } else {
                        boolean onTime = !time.isAfter(
                                state.startedAt().plus(state.timeTarget().target()));
                        state = with(Milestone.ACKNOWLEDGED);
                        state = with(
                                onTime ? TransferStatus.INTEGRATED_ON_TIME : TransferStatus.INTEGRATED_LATE,
                                Optional.empty());
                    }
                }
                case DELIVERED_NOT_INTEGRATED -> state = withRestatement();
                // What was rejected was routed.
                case REJECTED, TECHNICAL_FAILURE -> {
                    if (state.routedAt().isEmpty()) {
                        contradict();
                    } else if (isPastCutoff()) {
                        state = withRestatement();
                    } else {
                        state = with(Milestone.ACKNOWLEDGED);
                        contradict();
                    }
                }
                case EXCLUDED -> state = with(Milestone.ACKNOWLEDGED);
                case INTEGRATED_ON_TIME, INTEGRATED_LATE, UNCLASSIFIED -> {
                    // Said before, or beyond saying.
                }
            }
        }

        private void reject() {
            switch (state.status()) {
                case OPEN -> {
                    if (state.routedAt().isEmpty()) {
                        contradict();
                    } else if (isPastCutoff()) {
                        expire();
                    } else {
                        state = ended(
                                TransferStatus.REJECTED, entry.code().orElse(FailureCode.REJECTED), Stage.ACKNOWLEDGE);
                    }
                    state = withRejection();
                }
                case TECHNICAL_FAILURE -> {
                    if (!isPastCutoff() || state.routedAt().isEmpty()) {
                        contradict();
                    }
                    state = withRejection();
                }
                case INTEGRATED_ON_TIME, INTEGRATED_LATE -> {
                    if (!isPastCutoff()) {
                        contradict();
                    }
                    state = withRejection();
                }
                case DELIVERED_NOT_INTEGRATED, EXCLUDED -> state = withRejection();
                case REJECTED, UNCLASSIFIED -> {
                    // Said before, or beyond saying.
                }
            }
        }

        private void expire() {
            if (state.offeredAt().isPresent()) {
                FailureCode code =
                        state.collectedAt().isPresent() ? FailureCode.NOT_ACKNOWLEDGED : FailureCode.NOT_COLLECTED;
                state = ended(
                        TransferStatus.DELIVERED_NOT_INTEGRATED, entry.code().orElse(code), Stage.ACKNOWLEDGE);
            } else {
                // Never in the destination's mailbox: that it was not integrated is the gateway's doing.
                FailureCode code = state.code().or(entry::code).orElse(FailureCode.INTERNAL);
                boolean blamesReceiver = code.fault() == FailureCode.Fault.RECEIVER;
                state = ended(
                        TransferStatus.TECHNICAL_FAILURE,
                        blamesReceiver ? FailureCode.INTERNAL : code,
                        state.routedAt().isPresent() ? Stage.DELIVER : Stage.TRANSLATE);
            }
        }

        private void contradict() {
            Optional<Stage> stage = entry.code().map(code -> entry.stage().orElse(Stage.ACKNOWLEDGE));
            state = with(TransferStatus.UNCLASSIFIED, entry.code(), stage);
        }

        private boolean isPastCutoff() {
            return time.isAfter(state.cutoffAt());
        }

        private TransferState withFacts(boolean routed) {
            boolean clock = isNew || routed;
            return new TransferState(
                    state.transfer(),
                    entry.submission().or(state::submission),
                    entry.sender().or(state::sender),
                    entry.recipient().or(state::recipient),
                    entry.workflow().orElse(state.workflow()),
                    entry.format().orElse(state.format()),
                    clock ? entry.timeTarget().orElse(state.timeTarget()) : state.timeTarget(),
                    clock ? entry.startedAt().orElse(state.startedAt()) : state.startedAt(),
                    clock ? entry.startedBySource().orElse(state.startedBySource()) : state.startedBySource(),
                    routed ? state.routedAt().or(() -> Optional.of(time)) : state.routedAt(),
                    state.offeredAt(),
                    state.collectedAt(),
                    state.acknowledgedAt(),
                    state.restatedAt(),
                    state.rejectedAt(),
                    state.code(),
                    state.reason(),
                    entry.exclusion().or(state::exclusion),
                    routed || !entry.losses().isEmpty() ? entry.losses() : state.losses(),
                    routed || !entry.withheld().isEmpty() ? entry.withheld() : state.withheld(),
                    entry.rightPerson().orElse(state.rightPerson()),
                    entry.valid().orElse(state.valid()),
                    state.status(),
                    state.stage());
        }

        private TransferState ended(TransferStatus status, FailureCode code, Stage stage) {
            return with(status, Optional.of(code), Optional.of(stage));
        }

        private TransferState with(TransferStatus status, Optional<FailureCode> code) {
            return with(status, code, Optional.empty());
        }

        private TransferState with(TransferStatus status, Optional<FailureCode> code, Optional<Stage> stage) {
            return copy(
                    state.offeredAt(),
                    state.collectedAt(),
                    state.acknowledgedAt(),
                    state.restatedAt(),
                    state.rejectedAt(),
                    code,
                    state.reason(),
                    status,
                    stage);
        }

        /** The first time counts. */
        private TransferState with(Milestone milestone) {
            Optional<Instant> now = Optional.of(time);
            return copy(
                    milestone == Milestone.OFFERED ? state.offeredAt().or(() -> now) : state.offeredAt(),
                    milestone == Milestone.COLLECTED ? state.collectedAt().or(() -> now) : state.collectedAt(),
                    milestone == Milestone.ACKNOWLEDGED ? state.acknowledgedAt().or(() -> now) : state.acknowledgedAt(),
                    state.restatedAt(),
                    state.rejectedAt(),
                    state.code(),
                    state.reason(),
                    state.status(),
                    state.stage());
        }

        private TransferState withRestatement() {
            return copy(
                    state.offeredAt(),
                    state.collectedAt(),
                    state.acknowledgedAt(),
                    state.restatedAt().or(() -> Optional.of(time)),
                    state.rejectedAt(),
                    state.code(),
                    state.reason(),
                    state.status(),
                    state.stage());
        }

        private TransferState withRejection() {
            return copy(
                    state.offeredAt(),
                    state.collectedAt(),
                    state.acknowledgedAt(),
                    state.restatedAt(),
                    state.rejectedAt().or(() -> Optional.of(time)),
                    state.code(),
                    entry.reason().or(state::reason),
                    state.status(),
                    state.stage());
        }

        private TransferState copy(
                Optional<Instant> offeredAt,
                Optional<Instant> collectedAt,
                Optional<Instant> acknowledgedAt,
                Optional<Instant> restatedAt,
                Optional<Instant> rejectedAt,
                Optional<FailureCode> code,
                Optional<RejectionReason> reason,
                TransferStatus status,
                Optional<Stage> stage) {
            return new TransferState(
                    state.transfer(),
                    state.submission(),
                    state.sender(),
                    state.recipient(),
                    state.workflow(),
                    state.format(),
                    state.timeTarget(),
                    state.startedAt(),
                    state.startedBySource(),
                    state.routedAt(),
                    offeredAt,
                    collectedAt,
                    acknowledgedAt,
                    restatedAt,
                    rejectedAt,
                    code,
                    reason,
                    state.exclusion(),
                    state.losses(),
                    state.withheld(),
                    state.rightPerson(),
                    state.valid(),
                    status,
                    stage);
        }

        private static TransferState begun(TransferId id, Instant time, EntryDraft entry) {
            Workflow workflow = entry.workflow().orElse(Workflow.UNKNOWN);
            return new TransferState(
                    id,
                    entry.submission(),
                    entry.sender(),
                    entry.recipient(),
                    workflow,
                    entry.format().orElse(UNKNOWN_FORMAT),
                    entry.timeTarget().orElseGet(() -> TimeTarget.defaultFor(workflow)),
                    entry.startedAt().orElse(time),
                    entry.startedAt().isPresent() && entry.startedBySource().orElse(false),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Map.of(),
                    false,
                    false,
                    TransferStatus.OPEN,
                    Optional.empty());
        }
    }
}
