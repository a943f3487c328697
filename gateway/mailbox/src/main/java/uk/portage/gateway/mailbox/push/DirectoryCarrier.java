package uk.portage.gateway.mailbox.push;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.mailbox.Answer;
import uk.portage.gateway.mailbox.ErasedException;
import uk.portage.gateway.mailbox.Mailbox;
import uk.portage.gateway.mailbox.exchange.Carrier;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.heap.DocumentHeap;
import uk.portage.gateway.store.heap.HeapRoom;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** Carries to a directory, and takes what has been moved there for the destination's answer. */
final class DirectoryCarrier implements Carrier {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryCarrier.class);
    private static final int PAGE = 100;
    private static final long REVIEW_NANOSECONDS = TimeUnit.MINUTES.toNanos(1);
    private static final Set<TaskStatus> UNANSWERED = EnumSet.of(TaskStatus.RECEIVED, TaskStatus.ACCEPTED);

    private final OdsCode destination;
    private final Outbox outbox;
    private final Store store;
    private final Mailbox mailbox;
    private final RecordPage page;
    private final Patience patience;
    /** Collected and not answered. Empty until the first look. */
    private final Set<TransferId> unanswered = new LinkedHashSet<>();
    /** Since when, in nanoseconds, a record is nowhere or lies there rejected without a reason that is known. */
    private final Map<TransferId, Long> doubtful = new HashMap<>();

    /** Those whose record may lie there twice, since it was written again. */
    private final Set<TransferId> writtenAgain = new HashSet<>();
    /** Those whose bundle is damaged in the store: said once. */
    private final Set<TransferId> damaged = new HashSet<>();

    private boolean begun;
    private long reviewedAt;
    private volatile boolean closed;

    /**
     * How long to wait for whoever is just moving files.
     *
     * @param reason from the rejected record to its reason
     * @param vanished from a record's vanishing to its being written again
     */
    record Patience(Duration reason, Duration vanished) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(10), Duration.ofMinutes(1));
    }

    DirectoryCarrier(OdsCode destination, Outbox outbox, Store store, Mailbox mailbox, RecordPage page) {
        this(destination, outbox, store, mailbox, page, Patience.USUAL);
    }

    DirectoryCarrier(
            OdsCode destination, Outbox outbox, Store store, Mailbox mailbox, RecordPage page, Patience patience) {
        this.destination = destination;
        this.outbox = outbox;
        this.store = store;
        this.mailbox = mailbox;
        this.page = page;
        this.patience = patience;
    }

    @Override
    public void look() throws IOException {
        outbox.prepare();
        if (!begun) {
            begin();
            begun = true;
        }
        // Answers first: what has been moved makes room.
        takeAnswers();
        if (System.nanoTime() - reviewedAt > REVIEW_NANOSECONDS) {
            review();
            reviewedAt = System.nanoTime();
        }
        List<MailboxItem> requested;
        long after = 0;
        do {
            requested = store.mailbox(destination, EnumSet.of(TaskStatus.REQUESTED), after, PAGE);
            for (MailboxItem item : requested) {
                if (closed) {
                    return;
                }
                after = item.position();
                write(item);
            }
        } while (requested.size() == PAGE);
    }

    /** Finds what an earlier worker has begun: what is not there is written now, and what it left over is put away. */
    private void begin() throws IOException {
        List<MailboxItem> found;
        long after = 0;
        do {
            found = store.mailbox(destination, UNANSWERED, after, PAGE);
            for (MailboxItem item : found) {
                after = item.position();
                unanswered.add(item.transfer());
                switch (outbox.place(item.transfer())) {
                    case WAITING -> {}
                    case NOWHERE -> write(item);
                    case DONE, REJECTED -> writtenAgain.add(item.transfer());
                }
            }
        } while (found.size() == PAGE);
        for (String name : outbox.names()) {
            Optional<MailboxItem> item = Outbox.transferOf(name)
                    .flatMap(store::mailboxItem)
                    .filter(i -> i.owner().equals(destination) && i.status().isFinal());
            if (item.isPresent()) {
                putAway(item.get());
            }
        }
    }

    /** What was answered by another face of the mailbox does not wait here any more. */
    private void review() throws IOException {
        for (TransferId transfer : List.copyOf(unanswered)) {
            Optional<MailboxItem> answered =
                    store.mailboxItem(transfer).filter(item -> item.status().isFinal());
            if (answered.isPresent()) {
                putAway(answered.get());
                forget(transfer);
            }
        }
    }

    private void forget(TransferId transfer) {
        unanswered.remove(transfer);
        doubtful.remove(transfer);
        writtenAgain.remove(transfer);
    }

    private void write(MailboxItem item) throws IOException {
        try (HeapRoom.Share share = DocumentHeap.share()) {
            share.growTo(store.bundleSize(item.submission(), item.rendering()).orElse(0) * DocumentHeap.REWRITTEN);
            writeWithin(item);
        }
    }

    private void writeWithin(MailboxItem item) throws IOException {
        byte[] json;
        try {
            json = mailbox.bundle(item).bytes();
        } catch (IllegalStateException e) {
            // Others must not wait for what only an operator can mend.
            if (damaged.add(item.transfer())) {
                LOG.error("Destination {}: the record of {} is damaged in the store", destination, item.transfer());
            }
            return;
        } catch (ErasedException e) {
            forget(item.transfer());
            return;
        }
        outbox.draft(item.transfer(), json, page.of(item, json));
        if (!mailbox.collect(item, json.length)) {
            // Withdrawn by its source since it was found.
            outbox.discard(item.transfer());
            return;
        }
        outbox.publish(item.transfer());
        unanswered.add(item.transfer());
        doubtful.remove(item.transfer());
    }

    private void takeAnswers() throws IOException {
        // Most lie where they were put, and one listing tells.
        Set<String> names = outbox.names();
        for (TransferId transfer : List.copyOf(unanswered)) {
            if (closed) {
                return;
            }
            boolean waits = names.contains(Outbox.recordOf(transfer)) && !writtenAgain.contains(transfer);
            switch (waits ? Outbox.Place.WAITING : outbox.place(transfer)) {
                case WAITING -> doubtful.remove(transfer);
                case NOWHERE -> {
                    if (seemsSince(transfer, patience.vanished())) {
                        writeAgain(transfer);
                    }
                }
                case DONE -> answer(transfer, new Answer(TaskStatus.COMPLETED, Optional.empty()), Outbox.Place.DONE);
                case REJECTED -> takeRejection(transfer);
            }
        }
    }

    private void takeRejection(TransferId transfer) throws IOException {
        Optional<String> said = outbox.reason(transfer);
        Optional<RejectionReason> reason = said.flatMap(RejectionReason::ofCode);
        if (reason.isEmpty() && !seemsSince(transfer, patience.reason())) {
            return;
        }
        if (reason.isEmpty() && said.isPresent()) {
            LOG.warn(
                    "Destination {}: the reason for rejecting {} is none of the list; noted as '{}'",
                    destination,
                    transfer,
                    RejectionReason.OTHER.code());
        }
        Optional<RejectionReason> noted = reason.or(() -> Optional.of(RejectionReason.OTHER));
        answer(transfer, new Answer(TaskStatus.REJECTED, noted), Outbox.Place.REJECTED);
    }

    /** True if the same has been seen for so long. */
    private boolean seemsSince(TransferId transfer, Duration time) {
        long now = System.nanoTime();
        Long since = doubtful.putIfAbsent(transfer, now);
        return (since == null ? 0 : now - since) >= time.toNanos();
    }

    private void writeAgain(TransferId transfer) throws IOException {
        Optional<MailboxItem> item =
                store.mailboxItem(transfer).filter(i -> !i.status().isFinal());
        if (item.isPresent()) {
            LOG.warn("Destination {}: the record of {} has vanished, and is written again", destination, transfer);
            write(item.get());
            writtenAgain.add(transfer);
        }
    }

    private void answer(TransferId transfer, Answer answer, Outbox.Place shelf) throws IOException {
        if (store.mailboxItem(transfer).filter(item -> !item.status().isFinal()).isPresent()) {
            mailbox.answer(destination, transfer, answer);
        }
        outbox.settle(transfer, shelf);
        forget(transfer);
    }

    private void putAway(MailboxItem item) throws IOException {
        switch (outbox.place(item.transfer())) {
            case DONE -> outbox.settle(item.transfer(), Outbox.Place.DONE);
            case REJECTED -> outbox.settle(item.transfer(), Outbox.Place.REJECTED);
            case WAITING, NOWHERE -> outbox.withdraw(item.transfer());
        }
    }

    @Override
    public void stop() {
        closed = true;
    }

    /** A write to a disk ends by itself. */
    @Override
    public void abort() {}
}
