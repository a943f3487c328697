package uk.portage.gateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import uk.portage.gateway.transfer.SubmissionId;

/** How the words of the MESH face lie in their tables. */
final class MeshRows {

    static final String MESSAGE = """
            SELECT position, id, type, sender, recipient, workflow, local_id, headers, chunks, received, size, state,
              code, description, submission, linked, inbox, created_at, changed_at
            FROM mesh_message
            """;

    private MeshRows() {}

    static MeshMessage message(ResultSet row, Encryption encryption) throws SQLException {
        return new MeshMessage(
                row.getLong(1),
                row.getString(2),
                MeshMessage.Type.valueOf(row.getString(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                headers(encryption.openText(row.getString(8), SealedColumn.MESH_HEADERS.place(row.getString(2)))),
                row.getInt(9),
                row.getInt(10),
                row.getLong(11),
                MeshMessage.State.valueOf(row.getString(12)),
                row.getString(13),
                row.getString(14),
                Optional.ofNullable(row.getString(15)).map(SubmissionId::parse),
                Optional.ofNullable(row.getString(16)),
                row.getInt(17) != 0,
                Instant.ofEpochMilli(row.getLong(18)),
                Instant.ofEpochMilli(row.getLong(19)));
    }

    /** A line for each, {@code name:value}; there are no line ends inside. */
    static String text(Map<String, String> headers) {
        return headers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(header -> header.getKey() + ":" + header.getValue())
                .collect(Collectors.joining("\n"));
    }

    static Map<String, String> headers(String text) {
        Map<String, String> headers = new HashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1));
        });
        return headers;
    }
}
