package uk.portage.gateway.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** What messages of the broker stand for, as the store has it. */
final class SqlObligations {

    private static final String OF_SUBMISSION = """
            SELECT submission.routed_at, submission.erased_at, parked.released, submission.ordering_key, submission.id
            FROM submission LEFT JOIN parked ON parked.submission = submission.id WHERE submission.id = ?
            """;

    private static final String OF_TRANSFER = """
            SELECT transfer.position, submission.erased_at, 1, submission.ordering_key, submission.id, transfer.owner,
              transfer.rendering
            FROM transfer JOIN submission ON submission.id = transfer.submission WHERE transfer.id = ?
            """;

    private SqlObligations() {}

    static Obligation find(SqlStore store, DeadLetter letter) {
        return question(letter)
                .flatMap(asked -> store.first(asked.select(), s -> s.setString(1, asked.id()), SqlObligations::read))
                .orElse(Obligation.UNKNOWN);
    }

    /** The message to send in place of one that nobody could take; empty if nothing is left to be done. */
    static Optional<OutboxRow.Draft> anew(SqlTransaction transaction, DeadLetter letter, String suffix)
            throws SQLException {
        Optional<Question> question = question(letter);
        if (question.isEmpty()) {
            return Optional.empty();
        }
        PreparedStatement select = transaction.statement(question.get().select());
        select.setString(1, question.get().id());
        return SqlTransaction.first(
                        select,
                        row -> read(row) == Obligation.OPEN
                                ? Optional.of(message(letter, row, suffix))
                                : Optional.<OutboxRow.Draft>empty())
                .flatMap(message -> message);
    }

    private record Question(String select, String id) {}

    private static Optional<Question> question(DeadLetter letter) {
        return letter.queue().equals(OutboxRow.INBOX)
                ? letter.submission().map(id -> new Question(OF_SUBMISSION, id.toString()))
                : letter.transfer().map(id -> new Question(OF_TRANSFER, id.toString()));
    }

    private static Obligation read(ResultSet row) throws SQLException {
        if (Rows.time(row, 2).isPresent()) {
            return Obligation.ERASED;
        }
        if (Rows.time(row, 1).isPresent()) {
            return Obligation.DONE;
        }
        boolean parked = row.getInt(3) == 0 && !row.wasNull();
        return parked ? Obligation.PARKED : Obligation.OPEN;
    }

    private static OutboxRow.Draft message(DeadLetter letter, ResultSet row, String suffix) throws SQLException {
        OrderingKey person = new OrderingKey(row.getString(4));
        SubmissionId submission = SubmissionId.parse(row.getString(5));
        if (letter.queue().equals(OutboxRow.INBOX)) {
            return new OutboxRow.Draft(OutboxRow.INBOX, submission + suffix, person, submission, Optional.empty());
        }
        TransferId transfer = letter.transfer().orElseThrow();
        return new OutboxRow.Draft(
                OutboxRow.addressOf(new OdsCode(row.getString(6))),
                transfer + suffix,
                person,
                submission,
                Optional.of(transfer),
                Rendering.valueOf(row.getString(7)));
    }
}
