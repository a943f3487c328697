package uk.portage.gateway.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;
import uk.portage.gateway.transfer.WithheldKind;

/** How a transfer's state lies in the table {@code transfer_state}; times are milliseconds since 1970, UTC. */
final class TransferStateRow {

    static final String SELECT = """
            SELECT transfer, submission, sender, recipient, workflow, format, target_ms, cutoff_ms, started_at,
              started_by_source, routed_at, offered_at, collected_at, acknowledged_at, restated_at, code, reason,
              exclusion, losses, withheld, right_person, valid, status, stage, rejected_at
            FROM transfer_state
            """;

    static final String UPSERT = """
            INSERT INTO transfer_state (transfer, submission, sender, recipient, workflow, format, target_ms, cutoff_ms,
              started_at, started_by_source, routed_at, offered_at, collected_at, acknowledged_at, restated_at, code,
              reason, exclusion, losses, withheld, right_person, valid, status, cutoff_at, stage,
              rejected_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (transfer) DO UPDATE SET submission = excluded.submission, sender = excluded.sender,
              recipient = excluded.recipient, workflow = excluded.workflow, format = excluded.format,
              target_ms = excluded.target_ms, cutoff_ms = excluded.cutoff_ms, started_at = excluded.started_at,
              started_by_source = excluded.started_by_source, routed_at = excluded.routed_at,
              offered_at = excluded.offered_at, collected_at = excluded.collected_at,
              acknowledged_at = excluded.acknowledged_at, restated_at = excluded.restated_at, code = excluded.code,
              reason = excluded.reason, exclusion = excluded.exclusion, losses = excluded.losses,
              withheld = excluded.withheld,
              right_person = excluded.right_person, valid = excluded.valid, status = excluded.status,
              cutoff_at = excluded.cutoff_at, stage = excluded.stage, rejected_at = excluded.rejected_at
            """;

    private TransferStateRow() {}

    static TransferState read(ResultSet row) throws SQLException {
        return new TransferState(
                new TransferId(UUID.fromString(row.getString(1))),
                Optional.ofNullable(row.getString(2)).map(SubmissionId::parse),
                Optional.ofNullable(row.getString(3)).map(OdsCode::new),
                Optional.ofNullable(row.getString(4)).map(OdsCode::new),
                Workflow.ofCode(row.getString(5)).orElseThrow(),
                row.getString(6),
                new TimeTarget(Duration.ofMillis(row.getLong(7)), Duration.ofMillis(row.getLong(8))),
                Instant.ofEpochMilli(row.getLong(9)),
                row.getInt(10) != 0,
                time(row, 11),
                time(row, 12),
                time(row, 13),
                time(row, 14),
                time(row, 15),
                time(row, 25),
                Optional.ofNullable(row.getString(16)).map(FailureCode::valueOf),
                Optional.ofNullable(row.getString(17)).map(RejectionReason::valueOf),
                Optional.ofNullable(row.getString(18)).map(Exclusion::valueOf),
                counts(LossKind.class, row.getString(19)),
                counts(WithheldKind.class, row.getString(20)),
                row.getInt(21) != 0,
                row.getInt(22) != 0,
                TransferStatus.valueOf(row.getString(23)),
                Optional.ofNullable(row.getString(24)).map(Stage::valueOf));
    }

    static void bind(PreparedStatement upsert, TransferState state) throws SQLException {
        upsert.setString(1, state.transfer().toString());
        text(upsert, 2, state.submission().map(SubmissionId::toString));
        text(upsert, 3, state.sender().map(OdsCode::value));
        text(upsert, 4, state.recipient().map(OdsCode::value));
        upsert.setString(5, state.workflow().code());
        upsert.setString(6, state.format());
        upsert.setLong(7, state.timeTarget().target().toMillis());
        upsert.setLong(8, state.timeTarget().cutoff().toMillis());
        upsert.setLong(9, state.startedAt().toEpochMilli());
        upsert.setInt(10, state.startedBySource() ? 1 : 0);
        time(upsert, 11, state.routedAt());
        time(upsert, 12, state.offeredAt());
        time(upsert, 13, state.collectedAt());
        time(upsert, 14, state.acknowledgedAt());
        time(upsert, 15, state.restatedAt());
        text(upsert, 16, state.code().map(Enum::name));
        text(upsert, 17, state.reason().map(Enum::name));
        text(upsert, 18, state.exclusion().map(Enum::name));
        upsert.setString(19, counts(LossKind.values(), state.losses()));
        upsert.setString(20, counts(WithheldKind.values(), state.withheld()));
        upsert.setInt(21, state.rightPerson() ? 1 : 0);
        upsert.setInt(22, state.valid() ? 1 : 0);
        upsert.setString(23, state.status().name());
        upsert.setLong(24, state.cutoffAt().toEpochMilli());
        text(upsert, 25, state.stage().map(Enum::name));
        time(upsert, 26, state.rejectedAt());
    }

    /** For example {@code COARSER=2,NO_TARGET=1}. */
    private static <K extends Enum<K>> String counts(K[] kinds, Map<K, Integer> counts) {
        if (counts.isEmpty()) {
            return "";
        }
        StringJoiner joined = new StringJoiner(",");
        for (K kind : kinds) {
            Integer count = counts.get(kind);
            if (count != null) {
                joined.add(kind.name() + "=" + count);
            }
        }
        return joined.toString();
    }

    private static <K extends Enum<K>> Map<K, Integer> counts(Class<K> type, String text) {
        Map<K, Integer> counts = new EnumMap<>(type);
        int start = 0;
        while (start < text.length()) {
            int equals = text.indexOf('=', start);
            int comma = text.indexOf(',', equals);
            int end = comma < 0 ? text.length() : comma;
            counts.put(Enum.valueOf(type, text.substring(start, equals)), Integer.parseInt(text, equals + 1, end, 10));
            start = end + 1;
        }
        return counts;
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        long milliseconds = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(milliseconds));
    }

    private static void time(PreparedStatement statement, int at, Optional<Instant> time) throws SQLException {
        if (time.isPresent()) {
            statement.setLong(at, time.get().toEpochMilli());
        } else {
            statement.setNull(at, Types.BIGINT);
        }
    }

    private static void text(PreparedStatement statement, int at, Optional<String> text) throws SQLException {
        if (text.isPresent()) {
            statement.setString(at, text.get());
        } else {
            statement.setNull(at, Types.VARCHAR);
        }
    }
}
