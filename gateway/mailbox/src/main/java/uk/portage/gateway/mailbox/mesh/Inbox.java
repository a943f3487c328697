package uk.portage.gateway.mailbox.mesh;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import uk.portage.gateway.mailbox.Mailbox;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.MeshEnd;
import uk.portage.gateway.store.MeshMessage;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.TransferId;

/**
 * A mailbox's inbox: the transfers offered to its organisation, and the messages by which the gateway itself or another
 * mailbox speaks to it.
 */
final class Inbox {

    private static final int BATCH = 500;

    /** A page may be shorter than asked for: it ends after this many messages were looked at. */
    private static final long MOST_COUNTED = 10_000;

    private static final int MAXIMUM_WALK = 20_000;

    private final Store store;
    private final Mailbox mailbox;
    private final WorkflowIds workflows;
    private final InstantSource clock;

    Inbox(Store store, Mailbox mailbox, WorkflowIds workflows, InstantSource clock) {
        this.store = store;
        this.mailbox = mailbox;
        this.workflows = workflows;
        this.clock = clock;
    }

    /** A message of an inbox. */
    sealed interface Found {

        String id();

        Instant deliveredAt();

        record Offered(MailboxItem item) implements Found {

            @Override
            public String id() {
                return MessageIds.of(item.transfer());
            }

            @Override
            public Instant deliveredAt() {
                return item.offeredAt();
            }
        }

        record Letter(MeshMessage message) implements Found {

            @Override
            public String id() {
                return message.id();
            }

            @Override
            public Instant deliveredAt() {
                return message.createdAt();
            }
        }
    }

    /** @param next where the next page begins; empty if this is the last */
    record Page(List<String> messages, Optional<String> next) {}

    private record Line(long position, String id, String workflow, Instant deliveredAt) {}

    /**
     * One page, the oldest message first.
     *
     * @param after the last message of the page before; empty for the first page
     * @throws MeshRefusedException 400 if that is no message of this mailbox
     */
    Page list(MeshMailbox owner, Predicate<String> filter, Optional<String> after, int limit) {
        long position = after.map(id -> position(owner, id)).orElse(0L);
        Instant now = clock.instant();
        List<String> found = new ArrayList<>();
        String last = "";
        int walked = 0;
        while (true) {
            List<Line> lines = lines(owner, position);
            for (Line line : lines) {
                boolean wanted = filter.test(line.workflow()) && !Lifetime.isUndelivered(line.deliveredAt(), now);
                if (wanted && found.size() == limit) {
                    return new Page(found, Optional.of(last));
                }
                if (wanted) {
                    found.add(line.id());
                }
                position = line.position();
                last = line.id();
            }
            walked += lines.size();
            if (lines.size() < BATCH) {
                return new Page(found, Optional.empty());
            }
            if (walked >= MAXIMUM_WALK) {
                return new Page(found, Optional.of(last));
            }
        }
    }

    long count(MeshMailbox owner) {
        return store.mesh().transferCount(owner.organisation()) + store.mesh().messageCount(owner.id());
    }

    /** The same up to 10,000; to count more for each page would take longer than the page. */
    long approximateCount(MeshMailbox owner) {
        return store.mesh().transferCount(owner.organisation(), MOST_COUNTED)
                + store.mesh().messageCount(owner.id());
    }

    /** The next batch of both kinds in one order; shorter only at the end. */
    private List<Line> lines(MeshMailbox owner, long after) {
        Stream<Line> records = store.mesh().transfers(owner.organisation(), after, BATCH).stream()
                .map(item -> new Line(
                        item.position(),
                        MessageIds.of(item.transfer()),
                        workflows.of(item.workflow()),
                        item.offeredAt()));
        Stream<Line> letters = store.mesh().messages(owner.id(), after, BATCH).stream()
                .map(message -> new Line(message.position(), message.id(), message.workflow(), message.createdAt()));
        return Stream.concat(records, letters)
                .sorted(Comparator.comparingLong(Line::position))
                .limit(BATCH)
                .toList();
    }

    private long position(MeshMailbox owner, String cursor) {
        Optional<Long> transfer = MessageIds.transfer(cursor)
                .flatMap(store::mailboxItem)
                .filter(item -> item.owner().equals(owner.organisation()))
                .map(MailboxItem::position);
        return transfer.or(() -> letter(cursor)
                        .filter(message -> message.recipient().equals(owner.id()))
                        .map(MeshMessage::position))
                .orElseThrow(() -> new MeshRefusedException(MeshRefusal.invalid(
                        "query", "continue_from", "value is not one that a link of this mailbox has given")));
    }

    /**
     * A message of a mailbox, whether it still lies in the inbox or not.
     *
     * @throws MeshRefusedException 404, the same if there is no such message and if it is for somebody else; the second is
     *     also recorded
     */
    Found find(MeshMailbox owner, String id) {
        Optional<TransferId> transfer = MessageIds.transfer(id);
        Optional<MailboxItem> item = transfer.flatMap(store::mailboxItem);
        if (item.isPresent()) {
            if (!item.get().owner().equals(owner.organisation())) {
                mailbox.denyTransfer(owner.organisation(), item.get().transfer());
                throw new MeshRefusedException(noSuchMessage(id));
            }
            return alive(new Found.Offered(item.get()));
        }
        MeshMessage message = letter(id).orElseThrow(() -> new MeshRefusedException(noSuchMessage(id)));
        if (!message.recipient().equals(owner.id())) {
            mailbox.denyAnothers(owner.organisation());
            throw new MeshRefusedException(noSuchMessage(id));
        }
        return alive(new Found.Letter(message));
    }

    /** Messages that became records are not letters: their recipients see the transfers. */
    private Optional<MeshMessage> letter(String id) {
        return store.mesh()
                .message(id)
                .filter(message -> message.type() == MeshMessage.Type.REPORT
                        || (message.submission().isEmpty()
                                && message.state() != MeshMessage.State.UPLOADING
                                && message.state() != MeshMessage.State.ERROR));
    }

    private Found alive(Found found) {
        if (!isInInbox(found) && Lifetime.isDeleted(found.deliveredAt(), clock.instant())) {
            throw new MeshRefusedException(noSuchMessage(found.id()));
        }
        return found;
    }

    /** True if it may be downloaded. */
    boolean isInInbox(Found found) {
        if (Lifetime.isUndelivered(found.deliveredAt(), clock.instant())) {
            return false;
        }
        return found instanceof Found.Offered record
                ? store.mesh().endOf(record.item().transfer()).isEmpty()
                : ((Found.Letter) found).message().inInbox();
    }

    /** Takes a message out of the inbox because its recipient has it; if it has left it, nothing changes. */
    void acknowledge(Found found) {
        Instant now = clock.instant();
        Commit.of(store.write(transaction -> {
            if (found instanceof Found.Offered record) {
                return transaction.mesh().end(record.item().transfer(), MeshEnd.Kind.ACKNOWLEDGED);
            }
            Optional<MeshMessage> message =
                    transaction.mesh().message(found.id()).filter(MeshMessage::inInbox);
            message.ifPresent(lying -> {
                transaction
                        .mesh()
                        .replace(lying.in(MeshMessage.State.ACKNOWLEDGED, lying.code(), lying.description(), now)
                                .lying(false));
                transaction.mesh().dropChunks(lying.id());
            });
            return message.isPresent();
        }));
    }

    private static MeshRefusal noSuchMessage(String id) {
        return MeshRefusal.of(ErrorCode.NO_SUCH_MESSAGE, MeshRefusal.COLLECT).about(id);
    }
}
