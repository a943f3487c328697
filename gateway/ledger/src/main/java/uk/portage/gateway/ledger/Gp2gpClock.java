package uk.portage.gateway.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.gp2gp.Conversation;
import uk.portage.gateway.ledger.gp2gp.Conversation.Acknowledgement;
import uk.portage.gateway.ledger.gp2gp.Conversation.Sent;
import uk.portage.gateway.ledger.gp2gp.Gp2gpClass;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.TransferStatus;

/**
 * A transfer of this gateway as a conversation of GP2GP: its start is the request, its offer the core extract, the
 * recipient's answer the acknowledgement of that. There are no fragments, and whoever sent has answered the request.
 */
final class Gp2gpClock {

    private static final int FAILED_TO_GENERATE = 10;
    private static final int FAILED_TO_INTEGRATE = 11;
    private static final int DUPLICATE = 12;
    private static final int WRONG_PATIENT = 17;
    private static final int MALFORMED = 21;

    private Gp2gpClock() {}

    /** Empty for what has not ended, or is not eligible. */
    static Optional<Gp2gpClass> classified(TransferState state) {
        return switch (state.status()) {
            case OPEN, EXCLUDED -> Optional.empty();
            case INTEGRATED_ON_TIME,
                    INTEGRATED_LATE,
                    DELIVERED_NOT_INTEGRATED,
                    REJECTED,
                    TECHNICAL_FAILURE,
                    UNCLASSIFIED -> Optional.of(conversation(state).classified());
        };
    }

    private static Conversation conversation(TransferState state) {
        Optional<Instant> integrated = state.acknowledgedAt().or(state::restatedAt);
        boolean rejected = state.rejectedAt().isPresent()
                || state.reason().isPresent()
                || state.status() == TransferStatus.REJECTED;
        // What was answered was sent, even if nobody wrote down when it was offered.
        Optional<Instant> sent = state.offeredAt()
                .or(() -> integrated)
                .or(() -> rejected ? state.rejectedAt().or(() -> Optional.of(state.startedAt())) : Optional.empty());
        List<Sent> extracts = sent.map(at -> Sent.of(at, answers(state, at, integrated, rejected)))
                .map(List::of)
                .orElse(List.of());
        boolean neverMade =
                sent.isEmpty() && state.code().map(FailureCode::fault).equals(Optional.of(FailureCode.Fault.SENDER));
        Acknowledgement request = new Acknowledgement(
                state.startedAt(), neverMade ? OptionalInt.of(FAILED_TO_GENERATE) : OptionalInt.empty());
        return new Conversation(Sent.of(state.startedAt(), request), extracts, List.of(), List.of());
    }

    private static Acknowledgement[] answers(
            TransferState state, Instant sent, Optional<Instant> integrated, boolean rejected) {
        // Both, if it was both: an integration after the cutoff is not seen, and then the rejection is what was said.
        return Stream.of(
                        integrated.map(at -> new Acknowledgement(at, OptionalInt.empty())),
                        Optional.of(new Acknowledgement(
                                        state.rejectedAt().orElse(sent), OptionalInt.of(error(state.reason()))))
                                .filter(said -> rejected))
                .flatMap(Optional::stream)
                .toArray(Acknowledgement[]::new);
    }

    private static int error(Optional<RejectionReason> reason) {
        return reason.map(known -> switch (known) {
                    case WRONG_PATIENT, PATIENT_NOT_KNOWN -> WRONG_PATIENT;
                    case DUPLICATE -> DUPLICATE;
                    case INVALID_CONTENT -> MALFORMED;
                    case PATIENT_NO_LONGER_HERE, PATIENT_DECEASED, UNAUTHORISED_SENDER, OTHER -> FAILED_TO_INTEGRATE;
                })
                .orElse(FAILED_TO_INTEGRATE);
    }
}
