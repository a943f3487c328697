package uk.portage.gateway.store;

import java.time.Instant;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * A destination's wish to have a person's record from an organisation.
 *
 * @param id a UUID
 * @param person its key, as in the caseloads
 * @param nhsNumber ten digits; empty once the request has ended
 * @param code why it ended without a record or, while it is open, why the last attempt failed
 * @param submission what its answer is or would be
 * @param attempts how often the source was asked
 * @param version from 1
 * @param dueAt when the source may be asked next
 */
public record RecordRequest(
        String id,
        OdsCode requester,
        OdsCode source,
        OrderingKey person,
        Optional<String> nhsNumber,
        State state,
        Optional<FailureCode> code,
        SubmissionId submission,
        int attempts,
        int version,
        Instant dueAt,
        Instant createdAt,
        Instant changedAt) {

    /** How far it has come. Stored: constants are added, never renamed. */
    public enum State {
        /** Nobody has been asked yet. */
        REQUESTED,
        /** The source has been asked and has not answered. */
        ASKED,
        /** The answer has been taken in: it is on its way as a submission. */
        PROVIDED,
        /** It has ended without a record. */
        NOT_PROVIDED;

        public boolean isFinal() {
            return this == PROVIDED || this == NOT_PROVIDED;
        }
    }

    /** The id only: the number identifies a person. */
    @Override
    public String toString() {
        return "RecordRequest[" + id + "]";
    }
}
