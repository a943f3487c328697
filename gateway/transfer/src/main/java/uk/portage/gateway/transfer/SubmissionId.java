package uk.portage.gateway.transfer;

import java.util.UUID;
import uk.portage.adapter.spi.DerivedId;

/** The id of a submission, derived from its dedupe key: a submission sent again has the same id. */
public record SubmissionId(UUID value) {

    public static SubmissionId of(DedupeKey key) {
        return new SubmissionId(DerivedId.of("submission", key.hexadecimal()));
    }

    public static SubmissionId parse(String text) {
        return new SubmissionId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
