package uk.portage.gateway.ledger;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.verifier.tree.Hash;

/**
 * Appends to the ledger within the transactions of its one writer: gives entries their sequence and time, has the tree
 * grow, signs its head when that is due, folds the states of the transfers they touch, and keeps the rollups equal to a
 * recount.
 *
 * <p>It belongs to one connection and one thread. For each transaction: {@link #append} as often as needed,
 * {@link #flush} once before the commit, then {@link #committed} or {@link #rolledBack}. After a commit whose outcome
 * is unknown the appender is of no more use: open another one, which reads what the database holds.
 */
public final class LedgerAppender implements AutoCloseable {

    /** States kept in memory: the transfers in motion; others are read when they are touched. */
    private static final int RECENT = 20_000;

    /** Keys of one lookup; fewer are filled up, so that the database sees one statement. */
    private static final int LOOKUP = 32;

    private static final String INSERT =
            "INSERT INTO entry (sequence, kind, subject, canonical, leaf_hash) VALUES (?, ?, ?, ?, ?)";
    private static final String COUNT = """
            INSERT INTO rollup (day, sender, recipient, workflow, format, counts) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (day, sender, recipient, workflow, format) DO UPDATE SET counts = excluded.counts
            """;

    private static final String COUNTED = """
            SELECT counts FROM rollup WHERE day = ? AND sender = ? AND recipient = ? AND workflow = ? AND format = ?
            """;

    private final Clock clock;
    private final TreeWriter tree;
    private final PreparedStatement insert;
    private final PreparedStatement lookup;
    private final PreparedStatement upsert;
    private final PreparedStatement delete;
    private final PreparedStatement count;
    private final PreparedStatement counted;

    private final Map<TransferId, Optional<TransferState>> recent = new Recent<>(RECENT);
    /** Rollup rows as they were committed. */
    private final Map<RollupKey, String> recentCounts = new Recent<>(RECENT);

    private final List<Line> waiting = new ArrayList<>();
    /** States before the running transaction. */
    private final Map<TransferId, Optional<TransferState>> before = new HashMap<>();
    /** States within the running transaction. */
    private final Map<TransferId, Optional<TransferState>> changed = new LinkedHashMap<>();
    /** What the running transaction adds to counts that are not of transfers. */
    private final Map<CellKey, Long> beside = new LinkedHashMap<>();
    /** Rollup rows within the running transaction. */
    private final Map<RollupKey, String> counts = new LinkedHashMap<>();

    private long committedSequence;
    private Instant committedTime;
    private long sequence;
    private Instant time;

    private LedgerAppender(Connection connection, Clock clock, Checkpointing checkpointing) throws SQLException {
        this.clock = clock;
        this.insert = connection.prepareStatement(INSERT);
        this.lookup = connection.prepareStatement(
                TransferStateRow.SELECT + " WHERE transfer IN (?" + ", ?".repeat(LOOKUP - 1) + ")");
        this.upsert = connection.prepareStatement(TransferStateRow.UPSERT);
        this.delete = connection.prepareStatement("DELETE FROM transfer_state WHERE transfer = ?");
        this.count = connection.prepareStatement(COUNT);
        this.counted = connection.prepareStatement(COUNTED);
        this.committedSequence = 0;
        this.committedTime = Instant.EPOCH;
        try (Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery(
                        "SELECT sequence, canonical FROM entry ORDER BY sequence DESC LIMIT 1")) {
            if (last.next()) {
                committedSequence = last.getLong(1);
                committedTime = CanonicalForm.parse(last.getString(2)).time();
            }
        }
        this.sequence = committedSequence;
        this.time = committedTime;
        this.tree = TreeWriter.open(connection, committedSequence, checkpointing);
    }

    /** As below; nothing is signed. */
    public static LedgerAppender open(Connection connection, Clock clock) throws SQLException {
        return open(connection, clock, Checkpointing.none());
    }

    /**
     * Continues after the last committed entry of the connection's database.
     *
     * @param checkpointing when the head of the tree is signed, and by whom
     */
    public static LedgerAppender open(Connection connection, Clock clock, Checkpointing checkpointing)
            throws SQLException {
        return new LedgerAppender(connection, clock, checkpointing);
    }

    /**
     * Takes an entry into the running transaction.
     *
     * @throws IllegalArgumentException if it lacks what its kind needs, or has no canonical form
     */
    public void append(EntryDraft draft) {
        check(draft);
        Instant now = Instant.ofEpochMilli(clock.millis());
        Instant at = now.isBefore(time) ? time : now;
        Entry entry = new Entry(sequence + 1, at, CanonicalForm.normal(draft));
        waiting.add(new Line(entry, CanonicalForm.text(entry)));
        sequence++;
        time = at;
    }

    /** Has the running transaction sign the head of the tree as it was before it, due or not. */
    public void sign() {
        tree.sign();
    }

    /**
     * Writes the transaction's entries, the tree above them, the states they lead to, and the difference this makes to the
     * rollups.
     */
    public void flush() throws SQLException {
        // Before the entries: nothing is ever signed that is not committed.
        tree.signIfDue();
        if (waiting.isEmpty()) {
            return;
        }
        readTouched();
        for (Line line : waiting) {
            fold(line.entry());
            count(line.entry());
            insert(line);
        }
        insert.executeBatch();
        tree.flush();
        writeChanges();
    }

    /** The transaction stands. */
    public void committed() {
        recent.putAll(changed);
        recentCounts.putAll(counts);
        committedSequence = sequence;
        committedTime = time;
        tree.committed();
        clear();
    }

    /** The transaction is gone, and with it the sequences it used. */
    public void rolledBack() {
        sequence = committedSequence;
        time = committedTime;
        tree.rolledBack();
        clear();
    }

    private void clear() {
        waiting.clear();
        before.clear();
        changed.clear();
        beside.clear();
        counts.clear();
    }

    private void fold(Entry entry) {
        EntryDraft draft = entry.content();
        TransferFold.replacedBy(draft).ifPresent(id -> changed.put(id, Optional.empty()));
        TransferFold.transferOf(draft)
                .ifPresent(id -> changed.put(id, TransferFold.step(id, current(id), entry.time(), draft)));
    }

    private void count(Entry entry) throws SQLException {
        CellKey.ofSubmission(entry).ifPresent(key -> beside.merge(key, 1L, Long::sum));
        CellKey.countLost(entry, beside);
        Optional<CellKey> events = CellKey.ofSourceEvents(entry);
        if (events.isPresent()) {
            long said = entry.content().count().orElse(0L);
            CellKey key = events.get();
            long before = CountsText.amount(countsOf(key.row()), key.name()) + beside.getOrDefault(key, 0L);
            beside.merge(key, said - before, Long::sum);
        }
    }

    /** A rollup row before the running transaction. */
    private String countsOf(RollupKey row) throws SQLException {
        String known = recentCounts.get(row);
        if (known != null) {
            return known;
        }
        bind(counted, row);
        try (ResultSet rows = counted.executeQuery()) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static void bind(PreparedStatement statement, RollupKey row) throws SQLException {
        statement.setString(1, row.day().toString());
        statement.setString(2, row.sender().map(OdsCode::value).orElse(""));
        statement.setString(3, row.recipient().map(OdsCode::value).orElse(""));
        statement.setString(4, row.workflow().code());
        statement.setString(5, row.format());
    }

    private Optional<TransferState> current(TransferId id) {
        Optional<TransferState> state = changed.get(id);
        return state != null ? state : before.getOrDefault(id, Optional.empty());
    }

    private void insert(Line line) throws SQLException {
        insert.setLong(1, line.entry().sequence());
        insert.setString(2, line.entry().content().kind().name());
        Optional<String> subject = subjectOf(line.entry().content());
        if (subject.isPresent()) {
            insert.setString(3, subject.get());
        } else {
            insert.setNull(3, Types.VARCHAR);
        }
        insert.setString(4, line.canonical());
        Hash leaf = Hash.ofLeaf(line.canonical().getBytes(StandardCharsets.UTF_8));
        insert.setBytes(5, leaf.bytes());
        insert.addBatch();
        tree.add(leaf);
    }

    /** What all entries about one submission have in common: its id, also where an entry names only the transfer. */
    private Optional<String> subjectOf(EntryDraft draft) {
        if (draft.kind() == EntryKind.QUERIED) {
            // Who looked is no step of the transfer: each look would make its timeline and its receipt longer.
            return Optional.empty();
        }
        if (draft.submission().isPresent()) {
            return draft.submission().map(SubmissionId::toString);
        }
        return draft.transfer()
                .map(id -> current(id)
                        .flatMap(TransferState::submission)
                        .map(SubmissionId::toString)
                        .orElse(id.toString()));
    }

    private void readTouched() throws SQLException {
        Set<TransferId> unknown = new LinkedHashSet<>();
        for (Line line : waiting) {
            EntryDraft draft = line.entry().content();
            Stream.of(TransferFold.replacedBy(draft), TransferFold.transferOf(draft), draft.transfer())
                    .flatMap(Optional::stream)
                    .forEach(id -> {
                        Optional<TransferState> state = recent.get(id);
                        if (state == null) {
                            unknown.add(id);
                        } else {
                            before.put(id, state);
                        }
                    });
        }
        List<TransferId> ids = new ArrayList<>(unknown);
        for (int from = 0; from < ids.size(); from += LOOKUP) {
            read(ids.subList(from, Math.min(ids.size(), from + LOOKUP)));
        }
    }

    private void read(List<TransferId> ids) throws SQLException {
        for (int i = 0; i < LOOKUP; i++) {
            lookup.setString(i + 1, ids.get(Math.min(i, ids.size() - 1)).toString());
        }
        try (ResultSet rows = lookup.executeQuery()) {
            while (rows.next()) {
                TransferState state = TransferStateRow.read(rows);
                before.put(state.transfer(), Optional.of(state));
            }
        }
    }

    private void writeChanges() throws SQLException {
        Map<CellKey, Long> amounts = new LinkedHashMap<>(beside);
        boolean upserts = false;
        boolean deletes = false;
        for (Map.Entry<TransferId, Optional<TransferState>> change : changed.entrySet()) {
            Optional<TransferState> old = before.getOrDefault(change.getKey(), Optional.empty());
            Optional<TransferState> now = change.getValue();
            if (old.equals(now)) {
                continue;
            }
            old.ifPresent(state -> CellKey.count(state, -1, amounts));
            now.ifPresent(state -> CellKey.count(state, 1, amounts));
            if (now.isPresent()) {
                TransferStateRow.bind(upsert, now.get());
                upsert.addBatch();
                upserts = true;
            } else {
                delete.setString(1, change.getKey().toString());
                delete.addBatch();
                deletes = true;
            }
        }
        if (upserts) {
            upsert.executeBatch();
        }
        if (deletes) {
            delete.executeBatch();
        }
        add(amounts);
    }

    private void add(Map<CellKey, Long> amounts) throws SQLException {
        Map<RollupKey, Map<String, Long>> differences = new LinkedHashMap<>();
        amounts.forEach((key, difference) -> {
            if (difference != 0) {
                differences.computeIfAbsent(key.row(), row -> new HashMap<>()).put(key.name(), difference);
            }
        });
        for (Map.Entry<RollupKey, Map<String, Long>> row : differences.entrySet()) {
            String sum = CountsText.add(countsOf(row.getKey()), row.getValue());
            counts.put(row.getKey(), sum);
            bind(count, row.getKey());
            count.setString(6, sum);
            count.addBatch();
        }
        if (!differences.isEmpty()) {
            count.executeBatch();
        }
    }

    /** The most recently used of what was read or written. */
    private static final class Recent<K, V> extends LinkedHashMap<K, V> {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int most;

        Recent(int most) {
            super(1024, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    private record Line(Entry entry, String canonical) {}

    private static void check(EntryDraft draft) {
        boolean complete = switch (draft.kind()) {
            case RECEIVED, REPEATED, TRANSLATED, VALIDATED -> draft.submission().isPresent();
            case ROUTED -> draft.submission().isPresent() && draft.transfer().isPresent();
            case NOT_ROUTED, FAILED, PARKED, RELEASED, REPLAYED ->
                draft.submission().isPresent() || draft.transfer().isPresent();
            case OFFERED, COLLECTED, ACCEPTED, ACKNOWLEDGED, REJECTED, EXPIRED ->
                draft.transfer().isPresent();
            case WITHHELD -> draft.transfer().isPresent() && !draft.withheld().isEmpty();
            case WITHDRAWN -> draft.exclusion().isPresent() && draft.transfer().isPresent();
            case EXCLUDED ->
                draft.exclusion().isPresent()
                        && (draft.submission().isPresent() || draft.transfer().isPresent());
            case RECORD_REQUESTED, RECORD_PROVIDED ->
                draft.submission().isPresent()
                        && draft.sender().isPresent()
                        && draft.recipient().isPresent();
            case RECORD_NOT_PROVIDED ->
                draft.submission().isPresent() && draft.code().isPresent();
            case ERASED -> draft.submission().isPresent() && draft.erasure().isPresent();
            case SENDERS_LOCATED -> draft.recipient().isPresent();
            case SOURCE_EVENTS_COUNTED ->
                draft.sender().isPresent()
                        && draft.startedAt().isPresent()
                        && draft.count().isPresent();
            case ORGANISATION_REGISTERED, ORGANISATION_SUSPENDED, ORGANISATION_RESUMED, CREDENTIAL_ISSUED ->
                draft.sender().isPresent() && draft.recipient().isPresent();
            case LEDGER_KEY_CHANGED -> draft.commitment().isPresent();
            case QUERIED -> draft.sender().isPresent() && draft.question().isPresent();
            case REFUSED, DENIED, CONFIGURED -> true;
        };
        if (!complete) {
            throw new IllegalArgumentException(draft.kind() + " does not say what it is about");
        }
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        lookup.close();
        upsert.close();
        delete.close();
        count.close();
        counted.close();
        tree.close();
    }
}
