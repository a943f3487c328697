package uk.portage.gateway.mailbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.store.Transaction;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/**
 * Takes back what a source has sent and its destinations have not collected.
 *
 * @param withdrawn how many transfers are cancelled, since now or since before
 * @param collected how many it was too late for
 */
record Withdrawal(int withdrawn, int collected) {

    /**
     * Cancels every transfer of a submission that is not collected, in one commit. Said again, it changes nothing.
     *
     * @throws RefusedException 404 if the source sent no such submission, 409 if it is not routed yet or if all of its
     *     transfers have been collected
     */
    static Withdrawal of(Store store, Mailbox mailbox, OdsCode source, SubmissionId id) {
        Optional<SubmissionRow> submission = store.submission(id);
        if (submission.isEmpty() || !submission.get().sender().equals(source)) {
            submission.ifPresent(foreign -> mailbox.denyAnothers(source));
            throw new RefusedException(Refusal.notFound());
        }
        Map<TransferId, OdsCode> transfers = new LinkedHashMap<>();
        for (Entry entry : store.ledger().entriesOf(id)) {
            EntryDraft content = entry.content();
            if (content.kind() == EntryKind.ROUTED && content.transfer().isPresent()) {
                content.recipient()
                        .ifPresent(to -> transfers.put(content.transfer().get(), to));
            }
        }
        Withdrawal withdrawal = Commit.await(store.write(transaction -> {
            int withdrawn = 0;
            int collected = 0;
            for (Map.Entry<TransferId, OdsCode> transfer : transfers.entrySet()) {
                // One that is lawfully withheld was never to be sent, and the source does not hear of it.
                if (transaction.destinationOf(transfer.getKey()).isPresent()) {
                    boolean gone = withdraw(transaction, submission.get(), transfer.getKey(), transfer.getValue());
                    withdrawn += gone ? 1 : 0;
                    collected += gone ? 0 : 1;
                }
            }
            return new Withdrawal(withdrawn, collected);
        }));
        if (withdrawal.withdrawn() == 0) {
            throw new RefusedException(
                    withdrawal.collected() == 0
                            ? conflict(
                                            "it is not on its way to a destination: it is still being read, or it waits for an"
                                                    + " operator, or nobody is to have it")
                                    .with("Retry-After", "5")
                            : conflict("it has been collected; a record that cancels it can be sent after it"));
        }
        return withdrawal;
    }

    /** True if the transfer is cancelled. */
    private static boolean withdraw(
            Transaction transaction, SubmissionRow submission, TransferId transfer, OdsCode destination) {
        if (transaction.withdraw(transfer)) {
            transaction.append(EntryDraft.of(EntryKind.WITHDRAWN)
                    .transfer(transfer)
                    .submission(submission.id())
                    .sender(submission.sender())
                    .recipient(destination)
                    .workflow(submission.workflow())
                    .format(submission.format())
                    .stage(Stage.DELIVER)
                    .exclusion(Exclusion.WITHDRAWN_BEFORE_SEND)
                    .draft());
            return true;
        }
        return transaction
                .mailboxItem(transfer)
                .map(MailboxItem::status)
                .filter(status -> status == TaskStatus.CANCELLED)
                .isPresent();
    }

    private static Refusal conflict(String text) {
        return new Refusal(
                409,
                FailureCode.INVALID_TRANSITION,
                List.of(new Refusal.Issue(IssueType.CONFLICT, text, Optional.empty())),
                Map.of());
    }
}
