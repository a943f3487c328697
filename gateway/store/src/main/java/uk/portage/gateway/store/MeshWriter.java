package uk.portage.gateway.store;

import java.time.Instant;
import java.util.Optional;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.TransferId;

/** Changes what the MESH face keeps, within a {@link Transaction}. */
public interface MeshWriter {

    /**
     * Marks a credential as used.
     *
     * @param expires from when on its time alone refuses it
     * @return false if it was used before
     */
    boolean use(Sha256 credential, Instant expires);

    /** Keeps a new message; its position is given now. */
    void add(MeshMessage message);

    Optional<MeshMessage> message(String id);

    /** Puts what has changed of a message in the place of what was. */
    void replace(MeshMessage message);

    /** Keeps one chunk's bytes, in the place of those it may have had. */
    void keepChunk(String message, int number, byte[] bytes);

    /** Deletes the bytes of a message; what is known of it stays. */
    void dropChunks(String message);

    /**
     * Takes a transfer out of its destination's MESH inbox.
     *
     * @return false if it had left before
     */
    boolean end(TransferId transfer, MeshEnd.Kind kind);

    /** Deletes messages that came before a moment, with their bytes. */
    void deleteMessagesBefore(Instant moment);

    /** Forgets the credentials that time alone refuses. */
    void forgetCredentials(Instant now);
}
