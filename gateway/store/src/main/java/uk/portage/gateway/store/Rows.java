package uk.portage.gateway.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uk.portage.adapter.spi.Matter;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.KeyedMatter;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.Replacement;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** How the store's words lie in its tables. */
final class Rows {

    private static final String SUBMISSION_COLUMNS = """
            SELECT id, sender, channel, format, message_type, workflow, receiving_facility, event_time, received_at,
              test_record, ordering_key, other_keys, changes_identity, matter, replaces, content, size
            """;

    static final String SUBMISSION = SUBMISSION_COLUMNS + " FROM submission ";

    /** With its place in the order of arrival, and when it was routed and erased. */
    static final String SUBMISSION_AND_STATE = SUBMISSION_COLUMNS + ", arrival, routed_at, erased_at FROM submission ";

    static final String MAILBOX_ITEM = """
            SELECT position, id, submission, sender, owner, workflow, rendering, status, reason, replaces_as, replaces,
              replaced_as, replaced_by, version, offered_at, changed_at, reason_sent, lease_holder, lease_until
            FROM transfer
            """;

    static final String OUTBOX =
            "SELECT position, address, duplicate_id, ordering_key, submission, transfer, rendering FROM outbox";

    private Rows() {}

    /** The question for whom records of so many persons were sent to. */
    static String recipientsOf(int persons) {
        return "SELECT DISTINCT owner FROM known_to WHERE person IN (" + places(persons) + ")";
    }

    /** True if a row's first two columns, a key and other keys, name one of the persons. */
    static boolean isOf(Collection<OrderingKey> persons, ResultSet row) throws SQLException {
        return persons.contains(new OrderingKey(row.getString(1)))
                || keys(row.getString(2)).stream().anyMatch(persons::contains);
    }

    /** Arrivals in one piece of the index by matter. */
    static final long PIECE = 8192;

    /** The question for the submissions of a matter, of so many types, in some pieces of the index, the latest first. */
    static String ofMatter(int types) {
        return """
            WITH RECURSIVE piece (number) AS (
              SELECT CAST(? AS BIGINT) UNION ALL SELECT number - 1 FROM piece WHERE number > ?)
            SELECT submission.ordering_key, submission.other_keys, submission.id
            FROM piece CROSS JOIN submission
            WHERE submission.arrival / 8192 = piece.number AND submission.matter = ?
              AND submission.arrival < ? AND submission.test_record = ?
              AND submission.message_type IN (""" + places(types) + ") ORDER BY submission.arrival DESC LIMIT 100";
    }

    /** The question for the submissions of one person, asked piece by piece of the index. */
    static final String OF_PERSON = """
            WITH RECURSIVE piece (number) AS (
              SELECT (SELECT COALESCE(MAX(arrival), 0) FROM submission) / 8192
              UNION ALL SELECT number - 1 FROM piece WHERE number > 0)
            SELECT submission.id FROM piece CROSS JOIN submission
            WHERE submission.arrival / 8192 = piece.number AND submission.ordering_key = ?
            """;

    /** The question for merges, which are about more than one person. */
    static final String MERGES =
            "SELECT ordering_key, other_keys, id FROM submission WHERE workflow = 'identity-merge' ORDER BY arrival";

    /** Places for so many values in a statement; at least one, which nothing equals if there is no value. */
    static String places(int count) {
        return count == 0 ? "''" : "?" + ", ?".repeat(count - 1);
    }

    static void bindKeys(PreparedStatement statement, int from, Collection<OrderingKey> keys) throws SQLException {
        int at = from;
        for (OrderingKey key : keys) {
            statement.setString(at++, key.value());
        }
    }

    static SubmissionRow submission(ResultSet row) throws SQLException {
        return new SubmissionRow(
                SubmissionId.parse(row.getString(1)),
                new OdsCode(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                workflow(row.getString(6)),
                row.getString(7),
                time(row, 8),
                Instant.ofEpochMilli(row.getLong(9)),
                row.getInt(10) != 0,
                new OrderingKey(row.getString(11)),
                keys(row.getString(12)),
                row.getInt(13) != 0,
                matter(row.getBytes(14), row.getString(15)),
                Sha256.ofBytes(row.getBytes(16)),
                row.getInt(17));
    }

    /** Keys in one column, a space between them. */
    static String text(List<OrderingKey> keys) {
        return keys.isEmpty() ? "" : keys.stream().map(OrderingKey::value).collect(Collectors.joining(" "));
    }

    static List<OrderingKey> keys(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ", -1)).map(OrderingKey::new).toList();
    }

    /** The effect and the earlier types of a matter in one column; empty for one that begins. */
    static String replaces(Optional<KeyedMatter> matter) {
        return matter.filter(KeyedMatter::replacesEarlier)
                .map(m -> m.effect().name() + ' ' + String.join(" ", new TreeSet<>(m.earlierTypes())))
                .orElse("");
    }

    private static Optional<KeyedMatter> matter(byte @Nullable [] key, String replaces) {
        if (key == null) {
            return Optional.empty();
        }
        String hexadecimal = HexFormat.of().formatHex(key);
        if (replaces.isEmpty()) {
            return Optional.of(new KeyedMatter(hexadecimal, Matter.Effect.BEGINS, Set.of()));
        }
        List<String> words = List.of(replaces.split(" ", -1));
        return Optional.of(new KeyedMatter(
                hexadecimal, Matter.Effect.valueOf(words.get(0)), Set.copyOf(words.subList(1, words.size()))));
    }

    static MailboxItem mailboxItem(ResultSet row) throws SQLException {
        return new MailboxItem(
                row.getLong(1),
                transfer(row.getString(2)),
                SubmissionId.parse(row.getString(3)),
                new OdsCode(row.getString(4)),
                new OdsCode(row.getString(5)),
                workflow(row.getString(6)),
                Rendering.valueOf(row.getString(7)),
                TaskStatus.valueOf(row.getString(8)),
                Optional.ofNullable(row.getString(9)).map(RejectionReason::valueOf),
                Optional.ofNullable(row.getString(17)),
                replacement(row, 10),
                replacement(row, 12),
                lease(row),
                row.getInt(14),
                Instant.ofEpochMilli(row.getLong(15)),
                Instant.ofEpochMilli(row.getLong(16)));
    }

    private static Optional<Lease> lease(ResultSet row) throws SQLException {
        String holder = row.getString(18);
        return holder == null ? Optional.empty() : time(row, 19).map(until -> new Lease(holder, until));
    }

    private static Optional<Replacement> replacement(ResultSet row, int at) throws SQLException {
        String effect = row.getString(at);
        return effect == null
                ? Optional.empty()
                : Optional.of(new Replacement(Matter.Effect.valueOf(effect), transfer(row.getString(at + 1))));
    }

    static OutboxRow outbox(ResultSet row) throws SQLException {
        return new OutboxRow(
                row.getLong(1),
                new OutboxRow.Draft(
                        row.getString(2),
                        row.getString(3),
                        new OrderingKey(row.getString(4)),
                        SubmissionId.parse(row.getString(5)),
                        Optional.ofNullable(row.getString(6)).map(Rows::transfer),
                        Rendering.valueOf(row.getString(7))));
    }

    static TransferId transfer(String text) {
        return new TransferId(UUID.fromString(text));
    }

    static Workflow workflow(String code) {
        return Workflow.ofCode(code).orElseThrow();
    }

    static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        long milliseconds = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(milliseconds));
    }

    static void bind(PreparedStatement statement, int at, Optional<String> text) throws SQLException {
        if (text.isPresent()) {
            statement.setString(at, text.get());
        } else {
            statement.setNull(at, Types.VARCHAR);
        }
    }

    static void bindTime(PreparedStatement statement, int at, Optional<Instant> time) throws SQLException {
        if (time.isPresent()) {
            statement.setLong(at, time.get().toEpochMilli());
        } else {
            statement.setNull(at, Types.BIGINT);
        }
    }
}
