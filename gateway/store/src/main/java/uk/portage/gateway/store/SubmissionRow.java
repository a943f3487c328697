package uk.portage.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.KeyedMatter;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * What is known of a submission beside its bytes.
 *
 * @param channel the name of the channel it came by, from configuration
 * @param format the name of the adapter that reads it
 * @param messageType from the adapter's closed list
 * @param receivingFacility the receiver named inside; sender text, empty if none
 * @param eventTime the source event's own time, if it says so
 * @param testRecord true if the sender marked it as training or debugging
 * @param otherKeys under which other records of the same person may stand
 * @param changesIdentity true if it says that these keys are one person's
 * @param matter what else it is about, if it may be cancelled or corrected, or cancels or corrects
 * @param content hash of the bytes
 */
public record SubmissionRow(
        SubmissionId id,
        OdsCode sender,
        String channel,
        String format,
        String messageType,
        Workflow workflow,
        String receivingFacility,
        Optional<Instant> eventTime,
        Instant receivedAt,
        boolean testRecord,
        OrderingKey orderingKey,
        List<OrderingKey> otherKeys,
        boolean changesIdentity,
        Optional<KeyedMatter> matter,
        Sha256 content,
        int size) {

    public SubmissionRow {
        // PostgreSQL cannot keep a NUL, and what is read again must be what was kept.
        receivingFacility = receivingFacility.replace('\0', '\uFFFD');
        otherKeys = List.copyOf(otherKeys);
    }

    /** A record that names its person by one identifier. */
    public SubmissionRow(
            SubmissionId id,
            OdsCode sender,
            String channel,
            String format,
            String messageType,
            Workflow workflow,
            String receivingFacility,
            Optional<Instant> eventTime,
            Instant receivedAt,
            boolean testRecord,
            OrderingKey orderingKey,
            Sha256 content,
            int size) {
        this(
                id,
                sender,
                channel,
                format,
                messageType,
                workflow,
                receivingFacility,
                eventTime,
                receivedAt,
                testRecord,
                orderingKey,
                List.of(),
                false,
                Optional.empty(),
                content,
                size);
    }

    /** The id only: the receiving facility is sender text. */
    @Override
    public String toString() {
        return "SubmissionRow[" + id + "]";
    }
}
