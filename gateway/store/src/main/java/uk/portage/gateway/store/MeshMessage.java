package uk.portage.gateway.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * A message of the MESH face that is not a transfer: one that a sender puts into its outbox, or one by which the gateway
 * itself speaks to a mailbox.
 *
 * @param position grows with the order of arrival, in one row with the positions of {@link MailboxItem}; 0 before it is
 *     kept
 * @param id the message identifier, unique
 * @param sender the mailbox it comes from
 * @param recipient the mailbox it is for
 * @param workflow its workflow identifier
 * @param localId the sender's own reference; sender text, empty if none
 * @param headers what else is kept of its headers, by name in small letters; sender text without control characters
 * @param chunks of how many it is made
 * @param received how many of them, from the first, are here
 * @param size bytes received so far, decoded
 * @param code the MESH status code, 00 if all is well
 * @param description of the code; never sender text
 * @param submission what the road made of it, if it took it
 * @param linked the message that a REPORT is about
 * @param inInbox true while it lies in its recipient's inbox
 */
public record MeshMessage(
        long position,
        String id,
        Type type,
        String sender,
        String recipient,
        String workflow,
        String localId,
        Map<String, String> headers,
        int chunks,
        int received,
        long size,
        State state,
        String code,
        String description,
        Optional<SubmissionId> submission,
        Optional<String> linked,
        boolean inInbox,
        Instant createdAt,
        Instant changedAt) {

    /** What it is, as {@code Mex-MessageType} says it. */
    public enum Type {
        DATA,
        /** Says that another message did not arrive, and why; without content. */
        REPORT
    }

    /** How far it has come. Stored: constants are added, never renamed. */
    public enum State {
        /** Chunks are missing. */
        UPLOADING,
        ACCEPTED,
        /** Its recipient has it. */
        ACKNOWLEDGED,
        /** Not collected in time. */
        UNDELIVERABLE,
        /** Refused. */
        ERROR
    }

    public MeshMessage {
        headers = Map.copyOf(headers);
    }

    /** True if every chunk is here. */
    public boolean isWhole() {
        return received == chunks;
    }

    /** The same with one chunk more. */
    public MeshMessage withChunk(int number, long bytes, Instant now) {
        return new MeshMessage(
                position,
                id,
                type,
                sender,
                recipient,
                workflow,
                localId,
                headers,
                chunks,
                number,
                size + bytes,
                state,
                code,
                description,
                submission,
                linked,
                inInbox,
                createdAt,
                now);
    }

    /** The same in another state. */
    public MeshMessage in(State other, String otherCode, String otherDescription, Instant now) {
        return new MeshMessage(
                position,
                id,
                type,
                sender,
                recipient,
                workflow,
                localId,
                headers,
                chunks,
                received,
                size,
                other,
                otherCode,
                otherDescription,
                submission,
                linked,
                inInbox,
                createdAt,
                now);
    }

    /** The same, taken by the road. */
    public MeshMessage as(SubmissionId taken) {
        return new MeshMessage(
                position,
                id,
                type,
                sender,
                recipient,
                workflow,
                localId,
                headers,
                chunks,
                received,
                size,
                state,
                code,
                description,
                Optional.of(taken),
                linked,
                inInbox,
                createdAt,
                changedAt);
    }

    /** The same, in its recipient's inbox or no more. */
    public MeshMessage lying(boolean there) {
        return new MeshMessage(
                position,
                id,
                type,
                sender,
                recipient,
                workflow,
                localId,
                headers,
                chunks,
                received,
                size,
                state,
                code,
                description,
                submission,
                linked,
                there,
                createdAt,
                changedAt);
    }

    /** The id only: the rest is sender text. */
    @Override
    public String toString() {
        return "MeshMessage[" + id + "]";
    }
}
