package uk.portage.gateway.store;

import java.time.Instant;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.SubmissionId;

/** Changes requests for records, within a {@link Transaction}. */
public interface RecordRequestWriter {

    /** The open request of a destination for a person's record from a source, if there is one. */
    Optional<RecordRequest> find(OdsCode requester, OdsCode source, OrderingKey person);

    /** How many a destination has open. */
    int open(OdsCode requester);

    /**
     * Keeps a new request, due at once.
     *
     * @param nhsNumber ten digits
     */
    void add(
            String id,
            OdsCode requester,
            OdsCode source,
            OrderingKey person,
            String nhsNumber,
            SubmissionId submission);

    /**
     * Notes that the source is being asked or was asked in vain; nothing if the request has ended.
     *
     * @param attempts how often it has been asked
     * @param code why the last attempt failed
     * @param dueAt when it may be asked next
     */
    void asked(String id, int attempts, Optional<FailureCode> code, Instant dueAt);

    /**
     * Ends a request: the person's number is forgotten.
     *
     * @param code why there is no record; empty if there is one
     * @return false if it had ended before
     */
    boolean end(String id, Optional<FailureCode> code);
}
