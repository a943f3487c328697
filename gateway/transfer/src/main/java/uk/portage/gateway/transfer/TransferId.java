package uk.portage.gateway.transfer;

import java.util.Optional;
import java.util.UUID;
import uk.portage.adapter.spi.DerivedId;

/** The id of a transfer, derived from its submission and destination: routing again gives the same id. */
public record TransferId(UUID value) {

    public static TransferId of(SubmissionId submission, OdsCode destination) {
        return new TransferId(DerivedId.of("transfer", submission.toString(), destination.value()));
    }

    /** The transfer of a submission that has no destination: refused, or nothing matched. */
    public static TransferId withoutDestination(SubmissionId submission) {
        return new TransferId(DerivedId.of("transfer", submission.toString(), ""));
    }

    public static Optional<TransferId> parse(String text) {
        try {
            return Optional.of(new TransferId(UUID.fromString(text)));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
