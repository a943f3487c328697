package uk.portage.gateway.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.portage.adapter.spi.Matter;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Commitment;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.KeyedMatter;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;

/** Submissions as the pipeline would write them, all invented. */
final class Fixtures {

    static final OdsCode TRUST = new OdsCode("RZ9");
    static final OdsCode COUNCIL = new OdsCode("E99");
    static final OdsCode OTHER_COUNCIL = new OdsCode("E98");
    static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    static final byte[] SALT = new byte[Commitment.SALT_LENGTH];
    static final TimeTarget TARGET = TimeTarget.defaultFor(Workflow.ADMISSION_NOTICE);

    private Fixtures() {}

    static DedupeKey key(String businessId) {
        return DedupeKey.of(TRUST, "adt", businessId);
    }

    static SubmissionId id(String businessId) {
        return SubmissionId.of(key(businessId));
    }

    static TransferId transfer(String businessId) {
        return TransferId.of(id(businessId), COUNCIL);
    }

    static byte[] bytes(String businessId) {
        return ("MSH|^~\\&|" + businessId).getBytes(StandardCharsets.UTF_8);
    }

    static OrderingKey person(String name) {
        return new OrderingKey(Sha256.ofParts(name).hexadecimal().substring(0, 32));
    }

    static SubmissionRow submission(String businessId, OrderingKey person) {
        byte[] bytes = bytes(businessId);
        return new SubmissionRow(
                id(businessId),
                TRUST,
                "adt",
                "hl7v2",
                "ADT^A01",
                Workflow.ADMISSION_NOTICE,
                "ZZCANARY",
                Optional.of(NOON),
                NOON.plusSeconds(2),
                false,
                person,
                Sha256.of(bytes),
                bytes.length);
    }

    /** A submission under the number of a visit, as {@link #submission} otherwise. */
    static SubmissionRow submission(String businessId, OrderingKey person, KeyedMatter matter) {
        SubmissionRow like = submission(businessId, person);
        return new SubmissionRow(
                like.id(),
                like.sender(),
                like.channel(),
                like.format(),
                like.messageType(),
                like.workflow(),
                like.receivingFacility(),
                like.eventTime(),
                like.receivedAt(),
                like.testRecord(),
                person,
                List.of(),
                false,
                Optional.of(matter),
                like.content(),
                like.size());
    }

    static KeyedMatter visit(String number, Matter.Effect effect, String... earlierTypes) {
        return KeyedMatter.of(
                new byte[32], TRUST, new Matter(Matter.Kind.VISIT, "RZ9", number, effect, Set.of(earlierTypes)));
    }

    static EntryDraft.Builder entry(EntryKind kind, String businessId) {
        return EntryDraft.of(kind).submission(id(businessId));
    }

    static EntryDraft received(String businessId) {
        return entry(EntryKind.RECEIVED, businessId)
                .sender(TRUST)
                .workflow(Workflow.ADMISSION_NOTICE)
                .format("hl7v2")
                .messageType("ADT^A01")
                .channel("adt")
                .startedAt(NOON, true)
                .timeTarget(TARGET)
                .commitment(Commitment.of(SALT, bytes(businessId)))
                .draft();
    }

    static EntryDraft routed(String businessId) {
        return entry(EntryKind.ROUTED, businessId)
                .transfer(transfer(businessId))
                .sender(TRUST)
                .recipient(COUNCIL)
                .workflow(Workflow.ADMISSION_NOTICE)
                .format("hl7v2")
                .startedAt(NOON, true)
                .timeTarget(TARGET)
                .rightPerson(true)
                .valid(true)
                .draft();
    }

    static OutboxRow.Draft inbox(String businessId, OrderingKey person) {
        return new OutboxRow.Draft(
                OutboxRow.INBOX, id(businessId).toString(), person, id(businessId), Optional.empty());
    }

    static OutboxRow.Draft out(String businessId, OrderingKey person) {
        return new OutboxRow.Draft(
                OutboxRow.addressOf(COUNCIL),
                transfer(businessId).toString(),
                person,
                id(businessId),
                Optional.of(transfer(businessId)));
    }

    /** Everything that a received message writes. */
    static Optional<Sha256> receive(Transaction transaction, String businessId, OrderingKey person) {
        SubmissionRow row = submission(businessId, person);
        Optional<Sha256> before = transaction.claim(key(businessId), row.content());
        if (before.isEmpty()) {
            transaction.keep(row, bytes(businessId), SALT);
            transaction.append(received(businessId));
            transaction.enqueue(inbox(businessId, person));
        }
        return before;
    }

    /** Everything that its routing to one council writes. */
    static void route(Transaction transaction, String businessId, OrderingKey person) {
        byte[] bundle = ("{\"id\":\"" + businessId + "\"}").getBytes(StandardCharsets.UTF_8);
        transaction.keepBundle(id(businessId), bundle, Sha256.of(bundle));
        transaction.startTransfer(new TransferDraft(
                transfer(businessId),
                id(businessId),
                TRUST,
                COUNCIL,
                Workflow.ADMISSION_NOTICE,
                NOON.plus(TARGET.cutoff())));
        transaction.append(routed(businessId));
        transaction.enqueue(out(businessId, person));
        transaction.markRouted(id(businessId));
    }

    static void offer(Transaction transaction, String businessId) {
        if (transaction.offer(transfer(businessId))) {
            transaction.append(entry(EntryKind.OFFERED, businessId)
                    .transfer(transfer(businessId))
                    .draft());
        }
    }
}
