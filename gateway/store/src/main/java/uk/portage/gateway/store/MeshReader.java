package uk.portage.gateway.store;

import java.util.List;
import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** Reads what the MESH face keeps. Safe for use by many threads. */
public interface MeshReader {

    /** The transfers in a destination's MESH inbox after a position, in order. */
    List<MailboxItem> transfers(OdsCode owner, long afterPosition, int limit);

    default long transferCount(OdsCode owner) {
        return transferCount(owner, Long.MAX_VALUE);
    }

    /** The same, but no further than to the most. */
    long transferCount(OdsCode owner, long most);

    /** How a transfer left the inbox; empty while it lies there. */
    Optional<MeshEnd> endOf(TransferId transfer);

    /** The messages, other than transfers, in a mailbox's inbox after a position, in order. */
    List<MeshMessage> messages(String recipient, long afterPosition, int limit);

    long messageCount(String recipient);

    Optional<MeshMessage> message(String id);

    /** The messages of a sender with one local id, the oldest first. */
    List<MeshMessage> messages(String sender, String localId, int limit);

    /** The messages of a submission, in order. */
    List<MeshMessage> messagesOf(SubmissionId submission);

    /** Messages that the road took and whose end is not known yet, after a position, in order. */
    List<MeshMessage> underWay(long afterPosition, int limit);

    /** One chunk's bytes, decoded; chunks are numbered from 1. */
    Optional<byte[]> chunk(String message, int number);
}
