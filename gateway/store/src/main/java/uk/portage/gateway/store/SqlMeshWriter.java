package uk.portage.gateway.store;

import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** The tables of the MESH face within the writer's transaction. Rare beside records, so without batches. */
final class SqlMeshWriter implements MeshWriter {

    private final SqlTransaction transaction;
    private final Encryption encryption;
    private final Clock clock;

    SqlMeshWriter(SqlTransaction transaction, Encryption encryption, Clock clock) {
        this.transaction = transaction;
        this.encryption = encryption;
        this.clock = clock;
    }

    @Override
    public boolean use(Sha256 credential, Instant expires) {
        return transaction.ask(() -> {
            PreparedStatement insert = transaction.statement(
                    "INSERT INTO mesh_credential (hash, expires_at) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING");
            insert.setBytes(1, credential.bytes());
            insert.setLong(2, expires.toEpochMilli());
            return insert.executeUpdate() == 1;
        });
    }

    @Override
    public void add(MeshMessage message) {
        transaction.run(() -> {
            PreparedStatement insert = transaction.statement("""
                    INSERT INTO mesh_message (position, id, type, sender, recipient, workflow, local_id, headers, chunks,
                      received, size, state, code, description, submission, linked, inbox, created_at, changed_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """);
            insert.setLong(1, transaction.nextPosition());
            insert.setString(2, message.id());
            insert.setString(3, message.type().name());
            insert.setString(4, message.sender());
            insert.setString(5, message.recipient());
            insert.setString(6, message.workflow());
            insert.setString(7, message.localId());
            insert.setString(
                    8,
                    encryption.sealText(
                            MeshRows.text(message.headers()), SealedColumn.MESH_HEADERS.place(message.id())));
            insert.setInt(9, message.chunks());
            insert.setInt(10, message.received());
            insert.setLong(11, message.size());
            insert.setString(12, message.state().name());
            insert.setString(13, message.code());
            insert.setString(14, message.description());
            Rows.bind(insert, 15, message.submission().map(SubmissionId::toString));
            Rows.bind(insert, 16, message.linked());
            insert.setInt(17, message.inInbox() ? 1 : 0);
            insert.setLong(18, message.createdAt().toEpochMilli());
            insert.setLong(19, message.changedAt().toEpochMilli());
            insert.executeUpdate();
        });
    }

    @Override
    public Optional<MeshMessage> message(String id) {
        return transaction.ask(() -> {
            PreparedStatement select = transaction.statement(MeshRows.MESSAGE + " WHERE id = ?");
            select.setString(1, id);
            return SqlTransaction.first(select, row -> MeshRows.message(row, encryption));
        });
    }

    @Override
    public void replace(MeshMessage message) {
        transaction.run(() -> {
            PreparedStatement update = transaction.statement("""
                    UPDATE mesh_message SET received = ?, size = ?, state = ?, code = ?, description = ?, submission = ?,
                      inbox = ?, changed_at = ? WHERE id = ?
                    """);
            update.setInt(1, message.received());
            update.setLong(2, message.size());
            update.setString(3, message.state().name());
            update.setString(4, message.code());
            update.setString(5, message.description());
            Rows.bind(update, 6, message.submission().map(SubmissionId::toString));
            update.setInt(7, message.inInbox() ? 1 : 0);
            update.setLong(8, message.changedAt().toEpochMilli());
            update.setString(9, message.id());
            if (update.executeUpdate() != 1) {
                throw new IllegalArgumentException("no such message: " + message.id());
            }
        });
    }

    @Override
    public void keepChunk(String message, int number, byte[] bytes) {
        transaction.run(() -> {
            PreparedStatement insert = transaction.statement("""
                    INSERT INTO mesh_chunk (message, number, bytes) VALUES (?, ?, ?)
                    ON CONFLICT (message, number) DO UPDATE SET bytes = excluded.bytes
                    """);
            insert.setString(1, message);
            insert.setInt(2, number);
            insert.setBytes(3, encryption.sealing().seal(bytes, SealedColumn.MESH_CHUNK.place(message, number)));
            insert.executeUpdate();
            // The statement is kept for the next time and would keep the bytes with it.
            insert.clearParameters();
        });
    }

    @Override
    public void dropChunks(String message) {
        transaction.run(() -> {
            PreparedStatement delete = transaction.statement("DELETE FROM mesh_chunk WHERE message = ?");
            delete.setString(1, message);
            delete.executeUpdate();
        });
    }

    @Override
    public boolean end(TransferId transfer, MeshEnd.Kind kind) {
        return transaction.ask(() -> {
            transaction.writeTransfers();
            PreparedStatement update = transaction.statement("""
                    UPDATE transfer SET mesh_end = ?, mesh_ended_at = ?
                    WHERE id = ? AND position IS NOT NULL AND mesh_end IS NULL
                    """);
            update.setString(1, kind.name());
            update.setLong(2, clock.millis());
            update.setString(3, transfer.toString());
            return update.executeUpdate() == 1;
        });
    }

    @Override
    public void deleteMessagesBefore(Instant moment) {
        transaction.run(() -> {
            PreparedStatement chunks = transaction.statement(
                    "DELETE FROM mesh_chunk WHERE message IN (SELECT id FROM mesh_message WHERE created_at < ?)");
            chunks.setLong(1, moment.toEpochMilli());
            chunks.executeUpdate();
            PreparedStatement messages = transaction.statement("DELETE FROM mesh_message WHERE created_at < ?");
            messages.setLong(1, moment.toEpochMilli());
            messages.executeUpdate();
        });
    }

    @Override
    public void forgetCredentials(Instant now) {
        transaction.run(() -> {
            PreparedStatement delete = transaction.statement("DELETE FROM mesh_credential WHERE expires_at < ?");
            delete.setLong(1, now.toEpochMilli());
            delete.executeUpdate();
        });
    }
}
