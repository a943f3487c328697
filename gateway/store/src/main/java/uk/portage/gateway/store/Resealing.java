package uk.portage.gateway.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.portage.gateway.store.encryption.DataKey;
import uk.portage.gateway.store.encryption.Sealing;
import uk.portage.gateway.store.encryption.WrappedKey;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * Encrypts what was kept before there was encryption, and wraps anew what another key than the current one has wrapped: a
 * piece at a time, each in one of the writer's transactions. Stopped anywhere, it begins again and finds less to do.
 */
final class Resealing {

    /** Of documents, which may be large. */
    private static final int FEW = 20;

    private static final int MANY = 500;

    private final Encryption encryption;
    private final boolean rewraps;
    private long arrival;
    private int column;
    private String key = "";
    private long number = Long.MIN_VALUE;

    /** @param rewraps true if something may be wrapped by another key than the current one */
    Resealing(Encryption encryption, boolean rewraps) {
        this.encryption = encryption;
        this.rewraps = rewraps;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(
            long arrival, SubmissionId id, @Nullable String wrappedBy, byte @Nullable [] wrapped) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Cell(
            String key,
            long number,
            byte @Nullable [] bytes,
            @Nullable String text) {}

    /** One piece. Returns false if there is nothing left to do. */
    boolean step(SqlTransaction transaction) throws SQLException {
        return (encryption.mayBePlain() && sealSubmissions(transaction))
                || (rewraps && rewrapSubmissions(transaction))
                || sealColumns(transaction);
    }

    private boolean sealSubmissions(SqlTransaction transaction) throws SQLException {
        PreparedStatement select = transaction.statement("""
                SELECT arrival, id FROM submission WHERE data_key IS NULL AND erased_at IS NULL ORDER BY arrival LIMIT ?
                """);
        select.setInt(1, FEW);
        List<Row> plain = SqlTransaction.all(
                select, row -> new Row(row.getLong(1), SubmissionId.parse(row.getString(2)), null, null));
        for (Row row : plain) {
            seal(transaction, encryption.sealing(), row.arrival(), row.id());
        }
        return !plain.isEmpty();
    }

    /** Gives a submission that was kept before there was encryption a key, and seals what there is of it. */
    static DataKey seal(SqlTransaction transaction, Sealing sealing, long arrival, SubmissionId id)
            throws SQLException {
        DataKey key = sealing.draw(id.toString());
        PreparedStatement payload = transaction.statement("SELECT bytes FROM payload WHERE arrival = ?");
        payload.setLong(1, arrival);
        Optional<byte[]> bytes = SqlTransaction.first(payload, row -> row.getBytes(1));
        if (bytes.isPresent()) {
            PreparedStatement update = transaction.statement("UPDATE payload SET bytes = ? WHERE arrival = ?");
            update.setBytes(1, key.seal(bytes.get(), Encryption.SUBMISSION));
            update.setLong(2, arrival);
            update.executeUpdate();
        }
        PreparedStatement bundle = transaction.statement("SELECT bytes FROM bundle WHERE submission = ?");
        bundle.setString(1, id.toString());
        Optional<byte[]> whole = SqlTransaction.first(bundle, row -> row.getBytes(1));
        if (whole.isPresent()) {
            PreparedStatement update = transaction.statement("UPDATE bundle SET bytes = ? WHERE submission = ?");
            update.setBytes(1, key.seal(whole.get(), Encryption.placeOf(Rendering.WHOLE)));
            update.setString(2, id.toString());
            update.executeUpdate();
        }
        for (Rendering rendering : Rendering.values()) {
            PreparedStatement restricted =
                    transaction.statement("SELECT bytes FROM restricted_bundle WHERE submission = ? AND rendering = ?");
            restricted.setString(1, id.toString());
            restricted.setString(2, rendering.name());
            Optional<byte[]> some = SqlTransaction.first(restricted, row -> row.getBytes(1));
            if (some.isPresent()) {
                PreparedStatement update = transaction.statement(
                        "UPDATE restricted_bundle SET bytes = ? WHERE submission = ? AND rendering = ?");
                update.setBytes(1, key.seal(some.get(), Encryption.placeOf(rendering)));
                update.setString(2, id.toString());
                update.setString(3, rendering.name());
                update.executeUpdate();
            }
        }
        keep(transaction, arrival, key.wrapped());
        return key;
    }

    private static void keep(SqlTransaction transaction, long arrival, WrappedKey wrapped) throws SQLException {
        PreparedStatement update =
                transaction.statement("UPDATE submission SET data_key = ?, wrapped_by = ? WHERE arrival = ?");
        update.setBytes(1, wrapped.bytes());
        update.setString(2, wrapped.by());
        update.setLong(3, arrival);
        update.executeUpdate();
    }

    private boolean rewrapSubmissions(SqlTransaction transaction) throws SQLException {
        PreparedStatement select = transaction.statement("""
                SELECT arrival, id, wrapped_by, data_key FROM submission WHERE arrival > ? ORDER BY arrival LIMIT ?
                """);
        select.setLong(1, arrival);
        select.setInt(2, MANY);
        List<Row> rows = SqlTransaction.all(
                select,
                row -> new Row(
                        row.getLong(1), SubmissionId.parse(row.getString(2)), row.getString(3), row.getBytes(4)));
        String current = encryption.sealing().current();
        for (Row row : rows) {
            arrival = row.arrival();
            if (row.wrappedBy() != null
                    && row.wrapped() != null
                    && !row.wrappedBy().equals(current)) {
                WrappedKey again = encryption
                        .sealing()
                        .rewrap(
                                new WrappedKey(row.wrappedBy(), row.wrapped()),
                                row.id().toString())
                        .orElseThrow(() -> new DamagedPayloadException(row.id() + "/data key"));
                keep(transaction, row.arrival(), again);
            }
        }
        return !rows.isEmpty();
    }

    private boolean sealColumns(SqlTransaction transaction) throws SQLException {
        SealedColumn[] columns = SealedColumn.all();
        while (column < columns.length) {
            if (sealCells(transaction, columns[column])) {
                return true;
            }
            column++;
            key = "";
            number = Long.MIN_VALUE;
        }
        return false;
    }

    private boolean sealCells(SqlTransaction transaction, SealedColumn sealed) throws SQLException {
        String keys = sealed.isNumbered() ? sealed.key() + ", " + sealed.number() : sealed.key() + ", 0";
        String after = sealed.isNumbered()
                ? "(" + sealed.key() + ", " + sealed.number() + ") > (?, ?)"
                : "(" + sealed.key() + ", 0) > (?, ?)";
        PreparedStatement select = transaction.statement(
                "SELECT " + keys + ", " + sealed.column() + " FROM " + sealed.table() + " WHERE " + after + " ORDER BY "
                        + sealed.key() + (sealed.isNumbered() ? ", " + sealed.number() : "") + " LIMIT ?");
        select.setString(1, key);
        select.setLong(2, number);
        select.setInt(3, FEW);
        List<Cell> cells = SqlTransaction.all(select, row -> cell(row, sealed));
        for (Cell cell : cells) {
            key = cell.key();
            number = sealed.isNumbered() ? cell.number() : Long.MAX_VALUE;
            seal(transaction, sealed, cell);
        }
        return !cells.isEmpty();
    }

    private static Cell cell(ResultSet row, SealedColumn sealed) throws SQLException {
        return new Cell(
                row.getString(1),
                row.getLong(2),
                sealed.text() ? null : row.getBytes(3),
                sealed.text() ? row.getString(3) : null);
    }

    private void seal(SqlTransaction transaction, SealedColumn sealed, Cell cell) throws SQLException {
        Sealing sealing = encryption.sealing();
        String place = sealed.isNumbered() ? sealed.place(cell.key(), (int) cell.number()) : sealed.place(cell.key());
        PreparedStatement update =
                transaction.statement("UPDATE " + sealed.table() + " SET " + sealed.column() + " = ? WHERE "
                        + sealed.key() + " = ?" + (sealed.isNumbered() ? " AND " + sealed.number() + " = ?" : ""));
        if (cell.bytes() != null && !sealing.isCurrent(cell.bytes())) {
            update.setBytes(1, sealing.seal(encryption.open(cell.bytes(), place), place));
        } else if (cell.text() != null && !cell.text().isEmpty() && !sealing.isCurrent(cell.text())) {
            update.setString(1, encryption.sealText(encryption.openText(cell.text(), place), place));
        } else {
            return;
        }
        update.setString(2, cell.key());
        if (sealed.isNumbered()) {
            update.setInt(3, (int) cell.number());
        }
        update.executeUpdate();
    }
}
