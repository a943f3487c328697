package uk.portage.gateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** Answers {@link Store#sendersOf}. */
final class Senders {

    private final SqlStore store;
    private final OrderingKey person;
    private final OdsCode destination;

    private record Sent(SubmissionId id, OdsCode sender, Instant at, boolean discreet) {}

    private record Transfer(SubmissionId submission, OdsCode owner, Rendering rendering, boolean withdrawn) {}

    Senders(SqlStore store, OrderingKey person, OdsCode destination) {
        this.store = store;
        this.person = person;
        this.destination = destination;
    }

    Map<OdsCode, Instant> lastTimes() {
        List<SubmissionId> submissions = List.copyOf(store.submissionsOf(person));
        Set<SubmissionId> standing = new HashSet<>();
        Set<SubmissionId> given = new HashSet<>();
        for (Transfer transfer : transfers(submissions)) {
            if (!transfer.withdrawn()) {
                standing.add(transfer.submission());
                if (transfer.owner().equals(destination) && transfer.rendering() == Rendering.WHOLE) {
                    given.add(transfer.submission());
                }
            }
        }
        Map<OdsCode, Instant> last = new TreeMap<>();
        for (Sent sent : sent(submissions)) {
            if (given.contains(sent.id()) || (standing.contains(sent.id()) && !sent.discreet())) {
                last.merge(sent.sender(), sent.at(), (one, other) -> one.isAfter(other) ? one : other);
            }
        }
        return last;
    }

    private List<Sent> sent(List<SubmissionId> submissions) {
        return store.listIn(
                "SELECT id, sender, received_at, discreet, workflow FROM submission WHERE test_record = 0 AND id",
                submissions.stream().map(SubmissionId::toString).toList(),
                row -> new Sent(
                        SubmissionId.parse(row.getString(1)),
                        new OdsCode(row.getString(2)),
                        Instant.ofEpochMilli(row.getLong(3)),
                        // That somebody else has asked for a record is nobody's business either.
                        row.getInt(4) != 0 || Rows.workflow(row.getString(5)) == Workflow.RECORD_ON_REQUEST));
    }

    /** The id of a transfer follows from its submission and its destination, and it is known who was sent anything. */
    private List<Transfer> transfers(List<SubmissionId> submissions) {
        Set<OdsCode> owners = store.recipientsOf(List.of(person));
        List<String> ids = new ArrayList<>();
        for (SubmissionId submission : submissions) {
            owners.forEach(owner -> ids.add(TransferId.of(submission, owner).toString()));
        }
        return store.listIn(
                "SELECT submission, owner, rendering, status FROM transfer WHERE id", ids, Senders::transfer);
    }

    private static Transfer transfer(ResultSet row) throws SQLException {
        return new Transfer(
                SubmissionId.parse(row.getString(1)),
                new OdsCode(row.getString(2)),
                Rendering.valueOf(row.getString(3)),
                Optional.ofNullable(row.getString(4)).equals(Optional.of(TaskStatus.CANCELLED.name())));
    }
}
