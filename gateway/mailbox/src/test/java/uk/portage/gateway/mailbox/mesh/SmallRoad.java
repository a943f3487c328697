package uk.portage.gateway.mailbox.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.store.Transaction;
import uk.portage.gateway.store.TransferDraft;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;

/**
 * The shortest road there is, over the real store: a document's first line is its business id, and it is offered, in one
 * commit with its receipt, to whom it is addressed. Documents that begin with a word of refusal are refused so.
 */
final class SmallRoad implements RecordIntake {

    static final byte[] SITE_KEY = "a site key of thirty-two bytes!!".getBytes(UTF_8);

    private final Store store;
    private final Map<String, OdsCode> mailboxes;

    SmallRoad(Store store, Map<String, OdsCode> mailboxes) {
        this.store = store;
        this.mailboxes = mailboxes;
    }

    @Override
    public CompletableFuture<Answer> receive(Way way, SourceDocument record, Instant receivedAt) {
        String text = new String(record.bytes(), UTF_8);
        for (FailureCode code : FailureCode.values()) {
            if (text.startsWith("REFUSE " + code.name() + "\n")) {
                return CompletableFuture.completedFuture(new Answer.Refused(code, List.of()));
            }
        }
        DedupeKey key = DedupeKey.of(
                way.organisation(), way.channel(), text.lines().findFirst().orElse(""));
        SubmissionId submission = SubmissionId.of(key);
        Sha256 content = Sha256.of(record.bytes());
        return store.write(transaction -> {
            Optional<Sha256> before = transaction.claim(key, content);
            if (before.isPresent()) {
                return before.get().equals(content)
                        ? new Answer.Accepted(submission.toString())
                        : new Answer.Refused(FailureCode.DUPLICATE_CONFLICT, List.of());
            }
            keep(transaction, way, submission, record.bytes(), receivedAt);
            if (text.startsWith("FAIL LATER\n")) {
                transaction.append(EntryDraft.of(EntryKind.FAILED)
                        .submission(submission)
                        .transfer(TransferId.withoutDestination(submission))
                        .workflow(Workflow.ADMISSION_NOTICE)
                        .format(way.adapter())
                        .startedAt(receivedAt, false)
                        .timeTarget(TimeTarget.defaultFor(Workflow.ADMISSION_NOTICE))
                        .code(FailureCode.MISSING_REQUIRED)
                        .draft());
            } else {
                way.addressee()
                        .map(mailboxes::get)
                        .ifPresent(owner -> offer(
                                transaction,
                                submission,
                                way.organisation(),
                                owner,
                                Workflow.ADMISSION_NOTICE,
                                receivedAt));
            }
            return new Answer.Accepted(submission.toString());
        });
    }

    @Override
    public CompletableFuture<Answer> refuse(
            Way way, FailureCode code, SourceDocument head, long size, Instant receivedAt) {
        return store.write(transaction -> {
            transaction.append(EntryDraft.of(EntryKind.REFUSED)
                    .sender(way.organisation())
                    .channel(way.channel())
                    .size(size)
                    .code(code)
                    .draft());
            return new Answer.Refused(code, List.of());
        });
    }

    static void keep(Transaction transaction, Way way, SubmissionId submission, byte[] bytes, Instant receivedAt) {
        transaction.keep(
                new SubmissionRow(
                        submission,
                        way.organisation(),
                        way.channel(),
                        way.adapter(),
                        "ADT^A01",
                        Workflow.ADMISSION_NOTICE,
                        "",
                        Optional.of(receivedAt),
                        receivedAt,
                        false,
                        OrderingKey.of(SITE_KEY, submission),
                        Sha256.of(bytes),
                        bytes.length),
                bytes,
                new byte[32]);
        transaction.keepBundle(submission, bytes, Sha256.of(bytes));
        transaction.markRouted(submission);
    }

    static TransferId offer(
            Transaction transaction,
            SubmissionId submission,
            OdsCode sender,
            OdsCode owner,
            Workflow workflow,
            Instant startedAt) {
        TransferId transfer = TransferId.of(submission, owner);
        TimeTarget target = TimeTarget.defaultFor(workflow);
        transaction.startTransfer(
                new TransferDraft(transfer, submission, sender, owner, workflow, startedAt.plus(target.cutoff())));
        transaction.append(EntryDraft.of(EntryKind.ROUTED)
                .submission(submission)
                .transfer(transfer)
                .sender(sender)
                .recipient(owner)
                .workflow(workflow)
                .format("hl7v2")
                .startedAt(startedAt, true)
                .timeTarget(target)
                .rightPerson(true)
                .valid(true)
                .draft());
        transaction.offer(transfer);
        transaction.append(EntryDraft.of(EntryKind.OFFERED)
                .submission(submission)
                .transfer(transfer)
                .sender(sender)
                .recipient(owner)
                .workflow(workflow)
                .draft());
        return transfer;
    }
}
