package uk.portage.gateway.mailbox.mesh;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.gateway.mailbox.BusinessAnswer;
import uk.portage.gateway.mailbox.Mailbox;
import uk.portage.gateway.mailbox.NhsNumber;
import uk.portage.gateway.mailbox.TaskChange;
import uk.portage.gateway.mailbox.UnusableBusinessAnswerException;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.MeshMessage;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.heap.HeapRoom;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/**
 * A mailbox's outbox: takes records and business acknowledgements, whole or in chunks. A record is handed to the road
 * when its last byte is here, and its sender hears 202 only after the commit that keeps it.
 */
final class Outbox {

    private static final String OK = "00";
    /** What the ledger needs of a document that nobody can read. */
    private static final int HEAD = 4_096;

    private final Store store;
    private final MeshSettings settings;
    private final RecordIntake intake;
    private final Mailbox mailbox;
    private final MessageIds ids;
    private final InstantSource clock;
    private final HeapRoom memory;

    Outbox(
            Store store,
            MeshSettings settings,
            RecordIntake intake,
            Mailbox mailbox,
            MessageIds ids,
            InstantSource clock,
            HeapRoom memory) {
        this.store = store;
        this.settings = settings;
        this.intake = intake;
        this.mailbox = mailbox;
        this.ids = ids;
        this.clock = clock;
        this.memory = memory;
    }

    /**
     * Takes a message, or the first chunk of one.
     *
     * @return its identifier
     * @throws MeshRefusedException if it is not taken
     */
    String send(MeshMailbox sender, HttpServletRequest request) throws IOException {
        SendHeaders headers = SendHeaders.of(request, sender.id());
        ChunkRange range = headers.range().orElse(ChunkRange.SINGLE);
        if (range.number() != 1) {
            throw refused(417, "the first chunk of a message is number 1");
        }
        MeshMailbox recipient = recipient(headers.to());
        check(sender, recipient, headers.workflow(), headers.mediaType());
        Instant now = clock.instant();
        MeshMessage message = new MeshMessage(
                0,
                ids.next(),
                MeshMessage.Type.DATA,
                sender.id(),
                recipient.id(),
                headers.workflow(),
                headers.localId(),
                headers.kept(),
                range.total(),
                0,
                0,
                MeshMessage.State.UPLOADING,
                OK,
                "",
                Optional.empty(),
                Optional.empty(),
                false,
                now,
                now);
        try (HeapRoom.Share share = memory.share()) {
            byte[] content = content(request, headers.encoding(), message, sender, share);
            if (content.length == 0) {
                throw new MeshRefusedException(MeshRefusal.of(ErrorCode.NO_DATA, MeshRefusal.SEND));
            }
            MeshMessage received = message.withChunk(1, content.length, now);
            if (!range.isLast()) {
                keepFirst(received, content);
            } else {
                keep(take(sender, received, content), content, true);
            }
            return message.id();
        }
    }

    /**
     * Takes a later chunk of a message. One that came before is receipted again.
     *
     * @throws MeshRefusedException if it is not taken
     */
    void sendChunk(MeshMailbox sender, String id, int number, HttpServletRequest request) throws IOException {
        Optional<MeshMessage> found = store.mesh().message(id).filter(m -> m.type() == MeshMessage.Type.DATA);
        MeshMessage message = found.filter(begun -> begun.sender().equals(sender.id()))
                .orElseThrow(() -> {
                    found.ifPresent(anothers -> mailbox.denyAnothers(sender.organisation()));
                    return new MeshRefusedException(MeshRefusal.of(ErrorCode.NO_SUCH_MESSAGE, MeshRefusal.SEND)
                            .about(id));
                });
        if (message.state() != MeshMessage.State.UPLOADING) {
            throw refused(423, "the message has been finalised; no more chunks can be uploaded", id);
        }
        if (number > message.chunks()) {
            throw refused(406, "the message has " + message.chunks() + " chunks", id);
        }
        SendHeaders headers = SendHeaders.ofChunk(request);
        if (!headers.range().equals(Optional.of(new ChunkRange(Math.max(1, number), message.chunks())))) {
            throw refused(417, "Mex-Chunk-Range must be " + number + ":" + message.chunks(), id);
        }
        String encoding = message.headers().getOrDefault(SendHeaders.CONTENT_ENCODING, "");
        if (request.getHeader("Content-Encoding") != null && !headers.encoding().equals(encoding)) {
            throw refused(417, "all chunks of a message have the same content encoding", id);
        }
        if (number > message.received() + 1) {
            throw refused(417, "the next chunk is number " + (message.received() + 1), id);
        }
        try (HeapRoom.Share share = memory.share()) {
            byte[] content = content(request, encoding, message, sender, share);
            if (content.length == 0) {
                throw new MeshRefusedException(
                        MeshRefusal.of(ErrorCode.NO_DATA, MeshRefusal.SEND).about(id));
            }
            if (number <= message.received()) {
                if (!store.mesh()
                        .chunk(id, number)
                        .filter(kept -> Arrays.equals(kept, content))
                        .isPresent()) {
                    throw refused(417, "this chunk came before with other content", id);
                }
                return;
            }
            MeshMessage received = message.withChunk(number, content.length, clock.instant());
            if (received.isWhole()) {
                byte[] whole = assemble(received, content, share);
                keep(take(sender, received, whole), whole, false);
            } else {
                keepNext(received, content);
            }
        }
    }

    private MeshMailbox recipient(String to) {
        String id = to.toUpperCase(Locale.ROOT);
        if (id.startsWith("GPPROVIDER_")) {
            // To find a practice by its patient's details takes a national register, which is not at hand here.
            String[] details = id.split("_", -1);
            throw new MeshRefusedException(MeshRefusal.of(
                    details.length < 4 || !isNhsNumber(details[1])
                            ? ErrorCode.INVALID_NHS_NUMBER
                            : ErrorCode.NO_MAILBOX_MATCHED,
                    MeshRefusal.SEND));
        }
        return Optional.of(settings.gateway())
                .filter(gateway -> gateway.id().equals(id))
                .or(() -> settings.mailbox(id))
                .orElseThrow(
                        () -> new MeshRefusedException(MeshRefusal.of(ErrorCode.UNREGISTERED_TO, MeshRefusal.SEND)));
    }

    private static boolean isNhsNumber(String text) {
        return NhsNumber.parse(text).isPresent();
    }

    /** Whether this sender may send this to that recipient: known before a byte of the content is read. */
    private void check(MeshMailbox sender, MeshMailbox recipient, String workflow, String mediaType) {
        boolean acknowledgement = settings.workflows().acknowledged(workflow).isPresent();
        if (!acknowledgement && !settings.isRecord(workflow)) {
            throw refused(ErrorCode.WORKFLOW_NOT_REGISTERED);
        }
        if (acknowledgement ? !sender.collects() : !sender.sends().contains(workflow)) {
            throw refused(ErrorCode.NOT_ALLOWED);
        }
        if (!settings.takersOf(workflow).contains(recipient) || recipient.equals(sender)) {
            throw refused(ErrorCode.WORKFLOW_NOT_REGISTERED);
        }
        if (!acknowledgement && settings.adapter(workflow, mediaType).isEmpty()) {
            throw new MeshRefusedException(MeshRefusal.of(
                    ErrorCode.NOT_ALLOWED, MeshRefusal.SEND, "nobody reads this content type under this workflow"));
        }
    }

    private byte[] content(
            HttpServletRequest request, String encoding, MeshMessage message, MeshMailbox sender, HeapRoom.Share share)
            throws IOException {
        long room = settings.limits().messageBytes() - message.size();
        Body.Read read = Body.read(request, encoding.equals("gzip"), Math.toIntExact(room), share);
        if (read instanceof Body.Read.Whole whole) {
            return whole.bytes();
        }
        Body.Read.TooLarge large = (Body.Read.TooLarge) read;
        long size = message.size() + large.size();
        if (settings.isRecord(message.workflow())) {
            byte[] first = message.received() == 0
                    ? large.head()
                    : store.mesh().chunk(message.id(), 1).orElse(large.head());
            byte[] head = Arrays.copyOf(first, Math.min(first.length, HEAD));
            Commit.of(intake.refuse(
                    way(sender, message), FailureCode.OVERSIZED, SourceDocument.of(head), size, clock.instant()));
        }
        MeshRefusal refusal = MeshRefusal.of(
                        ErrorCode.NO_DATA,
                        MeshRefusal.SEND,
                        "OVERSIZED, a message may have " + settings.limits().messageBytes() + " bytes")
                .about(message.id());
        fail(message, refusal);
        throw new MeshRefusedException(refusal);
    }

    private byte[] assemble(MeshMessage message, byte[] last, HeapRoom.Share share) {
        share.growTo(2 * message.size() + last.length);
        byte[] whole = new byte[Math.toIntExact(message.size())];
        int at = 0;
        for (int number = 1; number < message.chunks(); number++) {
            byte[] chunk = store.mesh()
                    .chunk(message.id(), number)
                    .orElseThrow(() -> new IllegalStateException("a chunk that was kept is not there"));
            System.arraycopy(chunk, 0, whole, at, chunk.length);
            at += chunk.length;
        }
        System.arraycopy(last, 0, whole, at, last.length);
        return whole;
    }

    /** Hands a whole message to whom it is for; gives it back as it stands then. */
    private MeshMessage take(MeshMailbox sender, MeshMessage message, byte[] content) {
        return settings.isRecord(message.workflow())
                ? takeRecord(sender, message, content)
                : takeAcknowledgement(sender, message, content);
    }

    private MeshMessage takeRecord(MeshMailbox sender, MeshMessage message, byte[] content) {
        Answer answer = Commit.of(intake.receive(way(sender, message), SourceDocument.of(content), clock.instant()));
        if (answer instanceof Answer.Accepted accepted) {
            return message.as(SubmissionId.parse(accepted.receipt()))
                    .in(MeshMessage.State.ACCEPTED, OK, "", clock.instant());
        }
        FailureCode code = ((Answer.Refused) answer).code();
        if (code == FailureCode.RATE_EXCEEDED) {
            throw new MeshRefusedException(MeshRefusal.tooFast().about(message.id()));
        }
        if (code.retry() == FailureCode.Retry.LATER) {
            throw new MeshRefusedException(MeshRefusal.unavailable().about(message.id()));
        }
        if (code.fault() != FailureCode.Fault.SENDER) {
            throw new MeshRefusedException(MeshRefusal.internal().about(message.id()));
        }
        MeshRefusal refusal = refusal(code).about(message.id());
        fail(message, refusal);
        throw new MeshRefusedException(refusal);
    }

    /** What of the road's refusals MESH has a code for, with the road's own beside it. */
    static MeshRefusal refusal(FailureCode code) {
        ErrorCode nearest = switch (code) {
            case WRONG_SENDER, UNSUPPORTED_TYPE -> ErrorCode.NOT_ALLOWED;
            case UNKNOWN_DESTINATION, NO_ROUTE -> ErrorCode.UNREGISTERED_TO;
            default -> ErrorCode.NO_DATA;
        };
        return MeshRefusal.of(nearest, MeshRefusal.SEND, code.name() + ", " + code.meaning());
    }

    private MeshMessage takeAcknowledgement(MeshMailbox sender, MeshMessage message, byte[] content) {
        BusinessAnswer answer = businessAnswer(content);
        String answered = answer.message()
                .map(id -> id.toUpperCase(Locale.ROOT))
                .orElseThrow(() -> unusable("message_id is missing"));
        Optional<MailboxItem> found = MessageIds.transfer(answered).flatMap(store::mailboxItem);
        Optional<MailboxItem> item = found.filter(offered -> offered.owner().equals(sender.organisation()));
        if (item.isEmpty()) {
            found.ifPresent(anothers -> mailbox.denyTransfer(sender.organisation(), anothers.transfer()));
        }
        TransferId transfer = item.map(MailboxItem::transfer)
                .orElseThrow(
                        () -> refusedAbout(answered, ErrorCode.NO_SUCH_MESSAGE, "this mailbox received none such"));
        if (!settings.workflows().acknowledged(message.workflow()).equals(item.map(MailboxItem::workflow))) {
            throw refusedAbout(answered, ErrorCode.WORKFLOW_NOT_REGISTERED, "the message has another workflow");
        }
        boolean forGateway = message.recipient().equals(settings.gateway().id());
        boolean forSender = settings.mailboxOf(item.get().sender())
                .filter(mailboxOfSender -> mailboxOfSender.id().equals(message.recipient()))
                .isPresent();
        if (!forGateway && !forSender) {
            throw refusedAbout(answered, ErrorCode.UNREGISTERED_TO, "the message came from another mailbox");
        }
        TaskChange change = mailbox.answer(sender.organisation(), transfer, answer.answer());
        if (!(change instanceof TaskChange.Stands)) {
            throw refusedAbout(answered, ErrorCode.NO_DATA, "the message was answered before, and that is final");
        }
        return forGateway
                ? message.in(MeshMessage.State.ACKNOWLEDGED, OK, "", clock.instant())
                : message.in(MeshMessage.State.ACCEPTED, OK, "", clock.instant())
                        .lying(true);
    }

    private static BusinessAnswer businessAnswer(byte[] content) {
        try {
            return BusinessAnswer.of(content);
        } catch (UnusableBusinessAnswerException e) {
            throw unusable(e.why());
        }
    }

    private static MeshRefusedException unusable(String why) {
        return new MeshRefusedException(MeshRefusal.of(
                ErrorCode.NO_DATA, MeshRefusal.SEND, "a business acknowledgement cannot be read, " + why));
    }

    private static MeshRefusedException refusedAbout(String answered, ErrorCode code, String why) {
        return new MeshRefusedException(
                MeshRefusal.of(code, MeshRefusal.SEND, why).as(417).about(answered));
    }

    /** Keeps what has become of a whole message. A letter's bytes stay until its recipient has them. */
    private void keep(MeshMessage message, byte[] content, boolean isNew) {
        Commit.of(store.write(transaction -> {
            if (isNew) {
                transaction.mesh().add(message);
            } else {
                transaction.mesh().replace(message);
                transaction.mesh().dropChunks(message.id());
            }
            if (message.inInbox()) {
                transaction.mesh().keepChunk(message.id(), 1, content);
            }
            return true;
        }));
    }

    private void keepFirst(MeshMessage message, byte[] chunk) {
        Commit.of(store.write(transaction -> {
            transaction.mesh().add(message);
            transaction.mesh().keepChunk(message.id(), 1, chunk);
            return true;
        }));
    }

    private void keepNext(MeshMessage message, byte[] chunk) {
        boolean kept = Commit.of(store.write(transaction -> {
            Optional<MeshMessage> before = transaction
                    .mesh()
                    .message(message.id())
                    .filter(now ->
                            now.received() == message.received() - 1 && now.state() == MeshMessage.State.UPLOADING);
            before.ifPresent(now -> {
                transaction.mesh().replace(message);
                transaction.mesh().keepChunk(message.id(), message.received(), chunk);
            });
            return before.isPresent();
        }));
        if (!kept) {
            throw refused(417, "this chunk is being sent twice at the same time", message.id());
        }
    }

    /** Of a message that was begun: its sender sees in its tracking what became of it. */
    private void fail(MeshMessage message, MeshRefusal refusal) {
        if (message.chunks() > 1) {
            Commit.of(store.write(transaction -> {
                transaction.mesh().message(message.id()).ifPresent(now -> {
                    transaction
                            .mesh()
                            .replace(now.in(MeshMessage.State.ERROR, refusal.code(), refusal.text(), clock.instant()));
                    transaction.mesh().dropChunks(message.id());
                });
                return true;
            }));
        }
    }

    private RecordIntake.Way way(MeshMailbox sender, MeshMessage message) {
        String mediaType = message.headers().getOrDefault(SendHeaders.CONTENT_TYPE, "");
        return new RecordIntake.Way(
                sender.id(),
                sender.organisation(),
                settings.adapter(message.workflow(), SendHeaders.mediaType(mediaType))
                        .orElseThrow(() -> refused(ErrorCode.NOT_ALLOWED)),
                Optional.of(message.recipient())
                        .filter(to -> !to.equals(settings.gateway().id())));
    }

    private static MeshRefusedException refused(ErrorCode code) {
        return new MeshRefusedException(MeshRefusal.of(code, MeshRefusal.SEND));
    }

    private static MeshRefusedException refused(int status, String text) {
        return new MeshRefusedException(MeshRefusal.sending(status, text));
    }

    private static MeshRefusedException refused(int status, String text, String id) {
        return new MeshRefusedException(MeshRefusal.sending(status, text).about(id));
    }
}
