package uk.portage.gateway.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.TransferFold;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferStatus;

/** Finds by the narrowest index that a search allows, newest first, and looks at no more than it must. */
final class SqlSubmissionFinder implements SubmissionFinder {

    /** How many are looked at for one page, if few of them fit. */
    private static final int MOST_EXAMINED = 5_000;

    private static final int PIECE_OF_EXAMINED = 200;

    private static final String OF_KEY = """
            WITH RECURSIVE pieces (number) AS (
              SELECT (SELECT COALESCE(MAX(arrival), 0) FROM submission) / 8192
              UNION ALL SELECT number - 1 FROM pieces WHERE number > 0)
            SELECT submission.received_at, submission.arrival
            FROM pieces CROSS JOIN submission_key CROSS JOIN submission
            WHERE submission_key.piece = pieces.number AND submission_key.key = ?
              AND submission.arrival = submission_key.arrival
            """;

    /** From the index of those without a recipient alone. */
    static final String FAILED = """
            SELECT DISTINCT submission.received_at, submission.arrival
            FROM transfer_state JOIN submission ON submission.id = transfer_state.submission
            WHERE transfer_state.status = 'TECHNICAL_FAILURE' AND transfer_state.recipient IS NULL
              AND submission.routed_at IS NOT NULL
            """;

    private static final String PARKED = """
            SELECT submission.received_at, submission.arrival
            FROM parked JOIN submission ON submission.id = parked.submission WHERE parked.released = 0
            """;

    private static final String WAITING =
            "SELECT submission.received_at, submission.arrival FROM submission WHERE submission.routed_at IS NULL";

    private static final String OF_SENDER =
            "SELECT submission.received_at, submission.arrival FROM submission WHERE submission.sender = ?";

    /** From one sender to the next, not over all submissions. */
    private static final String SENDERS = """
            WITH RECURSIVE senders (code) AS (
              SELECT MIN(sender) FROM submission
              UNION ALL SELECT (SELECT MIN(sender) FROM submission WHERE sender > code) FROM senders
              WHERE code IS NOT NULL)
            SELECT code FROM senders WHERE code IS NOT NULL
            """;

    private static final Comparator<SubmissionSearch.Place> NEWEST_FIRST = Comparator.comparingLong(
                    SubmissionSearch.Place::receivedAt)
            .thenComparingLong(SubmissionSearch.Place::arrival)
            .reversed();

    private final SqlStore store;

    SqlSubmissionFinder(SqlStore store) {
        this.store = store;
    }

    @Override
    public Page find(SubmissionSearch search, Optional<SubmissionSearch.Place> behind, int limit) {
        return find(
                search,
                search.standing().filter(SubmissionStanding::isReplayable).isPresent(),
                behind,
                limit);
    }

    @Override
    public Page findWhatWentToNobody(SubmissionSearch search, Optional<SubmissionSearch.Place> behind, int limit) {
        return find(search, true, behind, limit);
    }

    private Page find(SubmissionSearch search, boolean toNobody, Optional<SubmissionSearch.Place> behind, int limit) {
        List<FoundSubmission> found = new ArrayList<>();
        Optional<SubmissionSearch.Place> end = behind;
        int examined = 0;
        while (true) {
            int asked = Math.max(limit - found.size() + 1, examined == 0 ? 0 : PIECE_OF_EXAMINED);
            List<SubmissionSearch.Place> places = places(search, toNobody, end, asked);
            for (FoundSubmission candidate : read(places)) {
                if (found.size() == limit) {
                    return new Page(found, end);
                }
                if (search.fits(candidate) && (!toNobody || candidate.standing().isReplayable())) {
                    found.add(candidate);
                }
                end = Optional.of(candidate.place());
            }
            examined += places.size();
            if (places.size() < asked) {
                return new Page(found, Optional.empty());
            }
            if (examined >= MOST_EXAMINED) {
                return new Page(found, end);
            }
        }
    }

    @Override
    public Optional<FoundSubmission> find(SubmissionId id) {
        return store
                .list(Rows.SUBMISSION_AND_STATE + " WHERE id = ?", s -> s.setString(1, id.toString()), Kept::of)
                .stream()
                .findFirst()
                .map(this::found);
    }

    /** Where what may fit lies, newest first. */
    private List<SubmissionSearch.Place> places(
            SubmissionSearch search, boolean toNobody, Optional<SubmissionSearch.Place> behind, int limit) {
        if (search.key().isPresent()) {
            byte[] key = search.key().get().bytes();
            return places(OF_KEY, s -> s.setBytes(1, key), 2, search, behind, limit);
        }
        if (toNobody) {
            return places(FAILED, s -> {}, 1, search, behind, limit);
        }
        if (search.standing().equals(Optional.of(SubmissionStanding.PARKED))) {
            return places(PARKED, s -> {}, 1, search, behind, limit);
        }
        if (search.standing().equals(Optional.of(SubmissionStanding.WAITING))) {
            return places(WAITING, s -> {}, 1, search, behind, limit);
        }
        List<OdsCode> senders = search.sender()
                .map(List::of)
                .orElseGet(() -> store.list(SENDERS, s -> {}, row -> new OdsCode(row.getString(1))));
        return senders.stream()
                .flatMap(sender ->
                        places(OF_SENDER, s -> s.setString(1, sender.value()), 2, search, behind, limit).stream())
                .sorted(NEWEST_FIRST)
                .limit(limit)
                .toList();
    }

    /** @param next the number of the first place in the statement that the question itself leaves */
    private List<SubmissionSearch.Place> places(
            String question,
            SqlStore.Binding binding,
            int next,
            SubmissionSearch search,
            Optional<SubmissionSearch.Place> behind,
            int limit) {
        // A page ends within a millisecond, so that the next one begins there, too.
        long before = Math.min(
                search.to().map(to -> to.toEpochMilli() - 1).orElse(Long.MAX_VALUE),
                behind.map(SubmissionSearch.Place::receivedAt).orElse(Long.MAX_VALUE));
        return store.list(
                question
                        + (search.sender().isPresent() && !question.equals(OF_SENDER)
                                ? " AND submission.sender = ?"
                                : "")
                        + " AND submission.received_at >= ? AND submission.received_at <= ?"
                        + " AND (submission.received_at < ? OR submission.arrival < ?)"
                        + " ORDER BY submission.received_at DESC, submission.arrival DESC LIMIT ?",
                s -> {
                    binding.bind(s);
                    bind(s, next, question, search, before, behind, limit);
                },
                row -> new SubmissionSearch.Place(row.getLong(1), row.getLong(2)));
    }

    private static void bind(
            PreparedStatement statement,
            int next,
            String question,
            SubmissionSearch search,
            long before,
            Optional<SubmissionSearch.Place> behind,
            int limit)
            throws SQLException {
        int at = next;
        if (search.sender().isPresent() && !question.equals(OF_SENDER)) {
            statement.setString(at++, search.sender().get().value());
        }
        statement.setLong(at++, search.from().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE));
        statement.setLong(at++, before);
        statement.setLong(at++, behind.map(SubmissionSearch.Place::receivedAt).orElse(Long.MAX_VALUE));
        statement.setLong(at++, behind.map(SubmissionSearch.Place::arrival).orElse(Long.MAX_VALUE));
        statement.setInt(at, limit);
    }

    private List<FoundSubmission> read(List<SubmissionSearch.Place> places) {
        Map<Long, Kept> byArrival = new HashMap<>();
        List<Long> arrivals =
                places.stream().map(SubmissionSearch.Place::arrival).toList();
        for (int from = 0; from < arrivals.size(); from += PIECE_OF_EXAMINED) {
            List<Long> some = arrivals.subList(from, Math.min(arrivals.size(), from + PIECE_OF_EXAMINED));
            store.list(
                            Rows.SUBMISSION_AND_STATE + " WHERE arrival IN ("
                                    + some.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")",
                            s -> {},
                            Kept::of)
                    .forEach(kept -> byArrival.put(kept.arrival(), kept));
        }
        return places.stream()
                .flatMap(place -> Optional.ofNullable(byArrival.get(place.arrival())).stream())
                .map(this::found)
                .toList();
    }

    private FoundSubmission found(Kept kept) {
        SubmissionId id = kept.submission().id();
        if (kept.isErased()) {
            return found(kept, SubmissionStanding.ERASED, Optional.empty());
        }
        List<Entry> entries = store.ledger().entriesOf(id);
        if (!kept.isRouted()) {
            boolean parked = store.first(
                            "SELECT 1 FROM parked WHERE submission = ? AND released = 0",
                            s -> s.setString(1, id.toString()),
                            row -> true)
                    .isPresent();
            return parked
                    ? found(kept, SubmissionStanding.PARKED, last(entries, EntryKind.PARKED))
                    : found(kept, SubmissionStanding.WAITING, Optional.empty());
        }
        List<TransferState> states = List.copyOf(TransferFold.over(entries).values());
        List<TransferState> sent = states.stream()
                .filter(state -> state.recipient().isPresent() && state.status() != TransferStatus.EXCLUDED)
                .toList();
        if (!sent.isEmpty()) {
            boolean delivered =
                    sent.stream().allMatch(state -> state.offeredAt().isPresent());
            return found(
                    kept,
                    delivered ? SubmissionStanding.DELIVERED : SubmissionStanding.UNDER_WAY,
                    sent.stream().flatMap(state -> state.code().stream()).findFirst());
        }
        if (states.stream().anyMatch(state -> state.status() == TransferStatus.EXCLUDED)) {
            return found(kept, SubmissionStanding.EXCLUDED, Optional.empty());
        }
        Optional<EntryKind> ended = entries.stream()
                .map(entry -> entry.content().kind())
                .filter(kind -> kind == EntryKind.FAILED || kind == EntryKind.NOT_ROUTED)
                .reduce((first, last) -> last);
        return ended.map(kind -> found(
                        kept,
                        kind == EntryKind.FAILED ? SubmissionStanding.FAILED : SubmissionStanding.NOT_ROUTED,
                        last(entries, kind)))
                .orElseGet(() -> found(kept, SubmissionStanding.UNDER_WAY, Optional.empty()));
    }

    private static Optional<FailureCode> last(List<Entry> entries, EntryKind kind) {
        return entries.stream()
                .filter(entry -> entry.content().kind() == kind)
                .reduce((first, last) -> last)
                .flatMap(entry -> entry.content().code());
    }

    private static FoundSubmission found(Kept kept, SubmissionStanding standing, Optional<FailureCode> code) {
        return new FoundSubmission(kept.submission(), kept.arrival(), standing, code);
    }

    @Override
    public Obligation obligation(DeadLetter letter) {
        return SqlObligations.find(store, letter);
    }

    @Override
    public Backlog backlog() {
        Backlog.Waiting toTranslate = waiting("""
                SELECT COUNT(*), MIN(received_at) FROM submission
                WHERE routed_at IS NULL AND id NOT IN (SELECT submission FROM parked WHERE released = 0)
                """);
        Backlog.Waiting parked = waiting("SELECT COUNT(*), MIN(since) FROM parked WHERE released = 0");
        List<Backlog.ToOffer> toOffer = store.list(
                """
                SELECT transfer.owner, COUNT(*), MIN(submission.received_at)
                FROM transfer JOIN submission ON submission.id = transfer.submission
                WHERE transfer.position IS NULL GROUP BY transfer.owner ORDER BY transfer.owner
                """,
                s -> {},
                row -> new Backlog.ToOffer(
                        new OdsCode(row.getString(1)), new Backlog.Waiting(row.getLong(2), Rows.time(row, 3))));
        return new Backlog(toTranslate, parked, toOffer);
    }

    private Backlog.Waiting waiting(String question) {
        return store.first(question, s -> {}, row -> new Backlog.Waiting(row.getLong(1), Rows.time(row, 2)))
                .orElseGet(() -> new Backlog.Waiting(0, Optional.empty()));
    }

    private record Kept(SubmissionRow submission, long arrival, boolean isRouted, boolean isErased) {
        static Kept of(ResultSet row) throws SQLException {
            return new Kept(
                    Rows.submission(row),
                    row.getLong(18),
                    Rows.time(row, 19).isPresent(),
                    Rows.time(row, 20).isPresent());
        }
    }
}
