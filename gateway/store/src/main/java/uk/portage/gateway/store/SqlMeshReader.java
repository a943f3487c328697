package uk.portage.gateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** Reads the tables of the MESH face. */
final class SqlMeshReader implements MeshReader {

    /** In the words of the index that holds only what lies in an inbox. */
    private static final String IN_INBOX =
            " WHERE owner = ? AND position IS NOT NULL AND mesh_end IS NULL AND status <> 'COMPLETED'"
                    + " AND status <> 'REJECTED'";

    private final SqlStore store;

    SqlMeshReader(SqlStore store) {
        this.store = store;
    }

    @Override
    public List<MailboxItem> transfers(OdsCode owner, long afterPosition, int limit) {
        return store.list(
                Rows.MAILBOX_ITEM + IN_INBOX + " AND position > ? ORDER BY position LIMIT ?",
                s -> {
                    s.setString(1, owner.value());
                    s.setLong(2, afterPosition);
                    s.setInt(3, limit);
                },
                Rows::mailboxItem);
    }

    @Override
    public long transferCount(OdsCode owner, long most) {
        return store.number("SELECT COUNT(*) FROM (SELECT 1 FROM transfer" + IN_INBOX + " LIMIT ?) AS counted", s -> {
            s.setString(1, owner.value());
            s.setLong(2, most);
        });
    }

    @Override
    public Optional<MeshEnd> endOf(TransferId transfer) {
        return store.first(
                "SELECT mesh_end, mesh_ended_at FROM transfer WHERE id = ? AND mesh_end IS NOT NULL",
                s -> s.setString(1, transfer.toString()),
                row -> new MeshEnd(MeshEnd.Kind.valueOf(row.getString(1)), Instant.ofEpochMilli(row.getLong(2))));
    }

    @Override
    public List<MeshMessage> messages(String recipient, long afterPosition, int limit) {
        return store.list(
                MeshRows.MESSAGE + " WHERE recipient = ? AND inbox = 1 AND position > ? ORDER BY position LIMIT ?",
                s -> {
                    s.setString(1, recipient);
                    s.setLong(2, afterPosition);
                    s.setInt(3, limit);
                },
                this::message);
    }

    @Override
    public long messageCount(String recipient) {
        return store.number(
                "SELECT COUNT(*) FROM mesh_message WHERE recipient = ? AND inbox = 1", s -> s.setString(1, recipient));
    }

    @Override
    public Optional<MeshMessage> message(String id) {
        return store.first(MeshRows.MESSAGE + " WHERE id = ?", s -> s.setString(1, id), this::message);
    }

    @Override
    public List<MeshMessage> messages(String sender, String localId, int limit) {
        return store.list(
                MeshRows.MESSAGE + " WHERE sender = ? AND local_id = ? AND type = 'DATA' ORDER BY position LIMIT ?",
                s -> {
                    s.setString(1, sender);
                    s.setString(2, localId);
                    s.setInt(3, limit);
                },
                this::message);
    }

    @Override
    public List<MeshMessage> messagesOf(SubmissionId submission) {
        return store.list(
                MeshRows.MESSAGE + " WHERE submission = ? ORDER BY position",
                s -> s.setString(1, submission.toString()),
                this::message);
    }

    @Override
    public List<MeshMessage> underWay(long afterPosition, int limit) {
        return store.list(
                MeshRows.MESSAGE
                        + " WHERE submission IS NOT NULL AND state = 'ACCEPTED' AND position > ?"
                        + " ORDER BY position LIMIT ?",
                s -> {
                    s.setLong(1, afterPosition);
                    s.setInt(2, limit);
                },
                this::message);
    }

    @Override
    public Optional<byte[]> chunk(String message, int number) {
        return store.first(
                "SELECT bytes FROM mesh_chunk WHERE message = ? AND number = ?",
                s -> {
                    s.setString(1, message);
                    s.setInt(2, number);
                },
                row -> store.encryption().open(row.getBytes(1), SealedColumn.MESH_CHUNK.place(message, number)));
    }

    private MeshMessage message(ResultSet row) throws SQLException {
        return MeshRows.message(row, store.encryption());
    }
}
