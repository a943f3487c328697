package uk.portage.gateway.store;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.portage.gateway.ledger.CanonicalForm;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.transfer.ErasureReason;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** Erases a submission within the writer's transaction. */
final class Erasing {

    private final SqlTransaction transaction;

    Erasing(SqlTransaction transaction) {
        this.transaction = transaction;
    }

    private record Kept(long arrival, Optional<Instant> erasedAt, boolean isRouted, OdsCode sender) {}

    Erasure erase(SubmissionId id, ErasureReason reason, boolean evenIfUndelivered) {
        return transaction.ask(() -> {
            transaction.flushRows();
            Optional<Kept> found = find(id);
            if (found.isEmpty()) {
                return new Erasure.NotFound();
            }
            Kept kept = found.get();
            if (kept.erasedAt().isPresent()) {
                return new Erasure.ErasedBefore(kept.erasedAt().get());
            }
            List<TransferId> undelivered = undelivered(id);
            if (!evenIfUndelivered && (!kept.isRouted() || !undelivered.isEmpty())) {
                return new Erasure.Undelivered(undelivered.size(), kept.isRouted());
            }
            undelivered.forEach(transaction::withdraw);
            destroy(id, kept);
            transaction.append(EntryDraft.of(EntryKind.ERASED)
                    .submission(id)
                    .sender(kept.sender())
                    .erasure(reason)
                    .count(undelivered.size())
                    .draft());
            return new Erasure.Erased(undelivered.size());
        });
    }

    private Optional<Kept> find(SubmissionId id) throws SQLException {
        PreparedStatement select =
                transaction.statement("SELECT arrival, erased_at, routed_at, sender FROM submission WHERE id = ?");
        select.setString(1, id.toString());
        return SqlTransaction.first(
                select,
                row -> new Kept(
                        row.getLong(1),
                        Rows.time(row, 2),
                        Rows.time(row, 3).isPresent(),
                        new OdsCode(row.getString(4))));
    }

    /** By the ledger: it has an entry for each. */
    private List<TransferId> transfers(SubmissionId id) throws SQLException {
        PreparedStatement select =
                transaction.statement("SELECT canonical FROM entry WHERE subject = ? AND kind = 'ROUTED'");
        select.setString(1, id.toString());
        return SqlTransaction.all(
                        select, row -> CanonicalForm.parse(row.getString(1).getBytes(StandardCharsets.UTF_8)))
                .stream()
                .flatMap(entry -> entry.content().transfer().stream())
                .distinct()
                .toList();
    }

    private List<TransferId> undelivered(SubmissionId id) throws SQLException {
        List<TransferId> undelivered = new ArrayList<>();
        PreparedStatement select = transaction.statement(
                "SELECT 1 FROM transfer WHERE id = ? AND (COALESCE(position, 0) = 0 OR status || '' = 'REQUESTED')");
        for (TransferId transfer : transfers(id)) {
            select.setString(1, transfer.toString());
            if (SqlTransaction.first(select, row -> true).isPresent()) {
                undelivered.add(transfer);
            }
        }
        return undelivered;
    }

    /** The key first: without it nothing that may be left of the payloads anywhere can be read. */
    private void destroy(SubmissionId id, Kept kept) throws SQLException {
        long now = transaction.now();
        PreparedStatement key = transaction.statement("""
                UPDATE submission SET data_key = NULL, wrapped_by = NULL, erased_at = ?,
                  routed_at = COALESCE(routed_at, ?) WHERE arrival = ?
                """);
        key.setLong(1, now);
        key.setLong(2, now);
        key.setLong(3, kept.arrival());
        key.executeUpdate();
        PreparedStatement payload = transaction.statement("DELETE FROM payload WHERE arrival = ?");
        payload.setLong(1, kept.arrival());
        payload.executeUpdate();
        PreparedStatement keys = transaction.statement("DELETE FROM submission_key WHERE piece = ? AND arrival = ?");
        keys.setLong(1, kept.arrival() / Rows.PIECE);
        keys.setLong(2, kept.arrival());
        keys.executeUpdate();
        for (String sql : List.of(
                "DELETE FROM bundle WHERE submission = ?",
                "DELETE FROM restricted_bundle WHERE submission = ?",
                "DELETE FROM outbox WHERE submission = ?",
                "DELETE FROM mesh_chunk WHERE message IN (SELECT id FROM mesh_message WHERE submission = ?)",
                "UPDATE mesh_message SET headers = '' WHERE submission = ?")) {
            PreparedStatement statement = transaction.statement(sql);
            statement.setString(1, id.toString());
            statement.executeUpdate();
        }
        // As if nobody had collected it within the days that MESH allows.
        PreparedStatement inbox = transaction.statement("""
                UPDATE transfer SET mesh_end = 'UNDELIVERED', mesh_ended_at = ?
                WHERE id = ? AND COALESCE(position, 0) <> 0 AND mesh_end IS NULL
                """);
        for (TransferId transfer : transfers(id)) {
            inbox.setLong(1, now);
            inbox.setString(2, transfer.toString());
            inbox.executeUpdate();
        }
        transaction.forget(id);
    }
}
