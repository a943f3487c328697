package uk.portage.gateway.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

/** Reads the ledger from its SQL tables. A database that does not answer is a {@link LedgerUnavailableException}. */
public final class SqlLedgerReader implements LedgerReader {

    /** How far back {@link #newest} looks at first for the beginnings of transfers, in entries for each one wanted. */
    private static final int ENTRIES_PER_TRANSFER = 20;

    /** How far back it looks in the end: many transfers may end after the last one has begun. */
    private static final long FARTHEST = 200_000;

    private final DataSource database;

    /** @param database gives connections that need not be able to write */
    public SqlLedgerReader(DataSource database) {
        this.database = database;
    }

    @Override
    public List<Entry> entriesOf(TransferId transfer) {
        Optional<TransferState> state = state(transfer);
        String subject = state.flatMap(TransferState::submission)
                .map(SubmissionId::toString)
                .orElse(transfer.toString());
        List<Entry> entries = entriesOf(subject);
        OptionalLong routed = entries.stream()
                .filter(e -> e.content().kind() == EntryKind.ROUTED && isAbout(e, transfer))
                .mapToLong(Entry::sequence)
                .findFirst();
        return entries.stream()
                .filter(e ->
                        isAbout(e, transfer) || (isOfSubmission(e) && e.sequence() < routed.orElse(Long.MAX_VALUE)))
                .toList();
    }

    private static boolean isAbout(Entry entry, TransferId transfer) {
        return entry.content().transfer().equals(Optional.of(transfer));
    }

    private static boolean isOfSubmission(Entry entry) {
        Optional<TransferId> transfer = entry.content().transfer();
        return transfer.isEmpty()
                || transfer.equals(entry.content().submission().map(TransferId::withoutDestination));
    }

    @Override
    public List<Entry> entriesOf(SubmissionId submission) {
        return entriesOf(submission.toString());
    }

    private List<Entry> entriesOf(String subject) {
        return list(
                "SELECT canonical FROM entry WHERE subject = ? ORDER BY sequence",
                statement -> statement.setString(1, subject),
                SqlLedgerReader::entry);
    }

    @Override
    public List<Entry> entriesAfter(long sequence, int limit) {
        return list(
                "SELECT canonical FROM entry WHERE sequence > ? ORDER BY sequence LIMIT ?",
                statement -> {
                    statement.setLong(1, sequence);
                    statement.setInt(2, limit);
                },
                SqlLedgerReader::entry);
    }

    @Override
    public long lastSequence() {
        return list("SELECT sequence FROM entry ORDER BY sequence DESC LIMIT 1", statement -> {}, row -> row.getLong(1))
                .stream()
                .findFirst()
                .orElse(0L);
    }

    @Override
    public Optional<TransferState> state(TransferId transfer) {
        return list(
                        TransferStateRow.SELECT + " WHERE transfer = ?",
                        statement -> statement.setString(1, transfer.toString()),
                        TransferStateRow::read)
                .stream()
                .findFirst();
    }

    @Override
    public Rollups rollups(RollupQuery query) {
        CountNames names = new CountNames();
        KeyTexts keys = new KeyTexts();
        return new Rollups(
                names,
                list(
                        // Each column costs as much as what is done with it, so the key is one.
                        "SELECT day || ' ' || sender || ' ' || recipient || ' ' || workflow || ' ' || format, counts"
                                + " FROM rollup WHERE day >= ? AND day <= ?" + narrowed(query)
                                + " ORDER BY day, sender, recipient, workflow, format",
                        statement -> {
                            statement.setString(1, query.from().toString());
                            statement.setString(2, query.to().toString());
                            bind(statement, 3, query);
                        },
                        row -> new Rollups.Row(keys.ofDay(row.getString(1)), row.getString(2), names)));
    }

    @Override
    public List<OpenTransfer> open(RollupQuery query) {
        KeyTexts keys = new KeyTexts();
        return list(
                // Only columns of the index on open transfers.
                """
                SELECT COALESCE(sender, '') || ' ' || COALESCE(recipient, '') || ' ' || workflow || ' ' || format,
                started_at FROM transfer_state WHERE status = 'OPEN' AND started_at >= ? AND started_at < ?
                """ + narrowed(query) + " ORDER BY started_at, transfer",
                statement -> {
                    statement.setLong(1, startOf(query.from()));
                    statement.setLong(2, startOf(query.to().plusDays(1)));
                    bind(statement, 3, query);
                },
                row -> keys.open(row.getString(1), Instant.ofEpochMilli(row.getLong(2))));
    }

    @Override
    public List<TransferState> newest(int limit) {
        Map<TransferId, TransferState> states = new LinkedHashMap<>();
        long newest = lastSequence();
        long end = newest;
        long window = (long) limit * ENTRIES_PER_TRANSFER;
        int most = limit * ENTRIES_PER_TRANSFER;
        while (states.size() < limit && end > 0 && newest - end < FARTHEST) {
            long start = Math.max(0, end - window);
            List<Entry> beginnings = beginnings(start, end, most);
            for (Entry beginning : beginnings) {
                if (states.size() < limit) {
                    TransferFold.transferOf(beginning.content())
                            .flatMap(this::state)
                            .ifPresent(state -> states.putIfAbsent(state.transfer(), state));
                }
            }
            end = beginnings.size() == most ? beginnings.get(most - 1).sequence() - 1 : start;
            window *= 4;
        }
        return List.copyOf(states.values());
    }

    /** Entries with which transfers begin, after one sequence and up to another, newest first. */
    private List<Entry> beginnings(long after, long to, int limit) {
        return list(
                """
                SELECT canonical FROM entry WHERE sequence > ? AND sequence <= ?
                AND kind IN ('RECEIVED', 'REFUSED', 'ROUTED', 'NOT_ROUTED') ORDER BY sequence DESC LIMIT ?
                """,
                statement -> {
                    statement.setLong(1, after);
                    statement.setLong(2, to);
                    statement.setInt(3, limit);
                },
                SqlLedgerReader::entry);
    }

    @Override
    public List<TransferState> undelivered(int limit) {
        return list(
                TransferStateRow.SELECT
                        + " WHERE status = 'OPEN' AND collected_at IS NULL ORDER BY started_at, transfer LIMIT ?",
                statement -> statement.setInt(1, limit),
                TransferStateRow::read);
    }

    /** Transfers whose cutoff has passed with nothing final in the ledger, the longest overdue first. */
    public List<TransferId> overdue(Instant now, int limit) {
        return list(
                "SELECT transfer FROM transfer_state WHERE status = '" + TransferStatus.OPEN.name()
                        + "' AND cutoff_at < ? ORDER BY cutoff_at LIMIT ?",
                statement -> {
                    statement.setLong(1, now.toEpochMilli());
                    statement.setInt(2, limit);
                },
                row -> TransferId.parse(row.getString(1)).orElseThrow());
    }

    private static String narrowed(RollupQuery query) {
        return (query.sender().isPresent() ? " AND sender = ?" : "")
                + (query.recipient().isPresent() ? " AND recipient = ?" : "")
                + (query.workflow().isPresent() ? " AND workflow = ?" : "")
                + (query.format().isPresent() ? " AND format = ?" : "")
                + query.supplier().map(SqlLedgerReader::amongThose).orElse("");
    }

    private static String amongThose(Supplier supplier) {
        String places = "(?" + ", ?".repeat(supplier.organisations().size() - 1) + ")";
        return " AND (sender IN " + places + " OR recipient IN " + places + ")";
    }

    private static void bind(PreparedStatement statement, int from, RollupQuery query) throws SQLException {
        int at = from;
        if (query.sender().isPresent()) {
            statement.setString(at++, query.sender().get().value());
        }
        if (query.recipient().isPresent()) {
            statement.setString(at++, query.recipient().get().value());
        }
        if (query.workflow().isPresent()) {
            statement.setString(at++, query.workflow().get().code());
        }
        if (query.format().isPresent()) {
            statement.setString(at++, query.format().get());
        }
        if (query.supplier().isPresent()) {
            List<OdsCode> organisations = List.copyOf(query.supplier().get().organisations());
            for (int i = 0; i < 2 * organisations.size(); i++) {
                statement.setString(
                        at++, organisations.get(i % organisations.size()).value());
            }
        }
    }

    private static long startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return CanonicalForm.parse(row.getString(1));
    }

    <T> List<T> list(String sql, Binding binding, Row<T> row) {
        try {
            try {
                return read(sql, binding, row);
            } catch (SQLException e) {
                if (!isConnectionLost(e)) {
                    throw e;
                }
                // The pool notices a cut connection when it is used; the next one is new.
                return read(sql, binding, row);
            }
        } catch (SQLException e) {
            throw new LedgerUnavailableException(e);
        }
    }

    /** SQLSTATE class 08, and PostgreSQL's 57P: the server ended the connection. */
    private static boolean isConnectionLost(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    private <T> List<T> read(String sql, Binding binding, Row<T> row) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.bind(statement);
            List<T> list = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    list.add(row.read(rows));
                }
            }
            return list;
        }
    }

    @FunctionalInterface
    interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
