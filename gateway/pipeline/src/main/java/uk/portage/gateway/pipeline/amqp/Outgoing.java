package uk.portage.gateway.pipeline.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.DamagedPayloadException;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** What of one destination's mailbox is out at the broker, and what has become of it. */
final class Outgoing {

    static final String TRANSFER = "transfer";

    /** So many wait at the broker; the others wait in the store, where they cost nothing. */
    private static final int MOST_OUT = 200;

    private static final int PAGE = 50;
    private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);

    private final OdsCode owner;
    private final Store store;
    private final Map<String, MailboxItem> out = new ConcurrentHashMap<>();
    private long position;

    Outgoing(OdsCode owner, Store store) {
        this.owner = owner;
        this.store = store;
    }

    String address() {
        return AmqpSettings.address(owner);
    }

    String replyAddress() {
        return AmqpSettings.replyAddress(owner);
    }

    /** Begins again with the oldest: what was handed back, or could not be sent, is found once more. */
    void fromTheBeginning() {
        position = 0;
    }

    /** What is to be sent now, oldest first; it counts as out from here on. */
    List<MailboxItem> next() {
        List<MailboxItem> next = new ArrayList<>();
        while (out.size() < MOST_OUT) {
            List<MailboxItem> page = store.mailbox(owner, Set.of(TaskStatus.REQUESTED), position, PAGE);
            for (MailboxItem item : page) {
                position = item.position();
                if (out.putIfAbsent(item.transfer().toString(), item) == null) {
                    next.add(item);
                }
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        return next;
    }

    /** The bundle as it was stored; empty if it has changed on the disk since, for that is not given out. */
    Optional<byte[]> bundle(MailboxItem item) {
        Optional<Sha256> kept = store.bundleHash(item.submission(), item.rendering());
        try {
            return store.bundle(item.submission(), item.rendering())
                    .filter(bytes -> kept.equals(Optional.of(Sha256.of(bytes))));
        } catch (DamagedPayloadException e) {
            return Optional.empty();
        }
    }

    /**
     * What is out although it no longer waits: withdrawn by its sender, or collected by another face. It counts as out no
     * more and has to be taken back from the broker.
     */
    List<String> noLongerWaiting() {
        List<String> gone = new ArrayList<>();
        out.forEach((transfer, item) -> {
            boolean waits = store.mailboxItem(item.transfer())
                    .filter(now -> now.status() == TaskStatus.REQUESTED)
                    .isPresent();
            if (!waits) {
                gone.add(transfer);
            }
        });
        return gone;
    }

    /** It could not be sent. */
    void notSent(MailboxItem item) {
        out.remove(item.transfer().toString());
    }

    /** It is at the broker no more. */
    void takenBack(String transfer) {
        out.remove(transfer);
    }

    /**
     * The destination has settled a transfer.
     *
     * @param accepted false if it is to be given out again
     */
    void settled(String transfer, boolean accepted) {
        MailboxItem item = out.get(transfer);
        if (item == null) {
            return;
        }
        if (!accepted) {
            out.remove(transfer);
            return;
        }
        // Only then is it out no more: until the commit it still stands as waiting, and would be sent again.
        var unused = store.write(transaction -> {
                    Optional<MailboxItem> now = transaction.mailboxItem(item.transfer());
                    if (now.isPresent() && now.get().status() == TaskStatus.REQUESTED) {
                        transaction.moveTo(item.transfer(), TaskStatus.RECEIVED, Optional.empty());
                        transaction.append(collected(item));
                    }
                    return true;
                })
                .whenComplete((kept, failure) -> {
                    out.remove(transfer);
                    if (failure != null) {
                        LOG.warn(
                                "That transfer {} was collected by AMQP could not be kept; it is sent again", transfer);
                    }
                });
    }

    private static EntryDraft collected(MailboxItem item) {
        TransferId transfer = item.transfer();
        return EntryDraft.of(EntryKind.COLLECTED)
                .transfer(transfer)
                .submission(item.submission())
                .sender(item.sender())
                .recipient(item.owner())
                .workflow(item.workflow())
                .stage(Stage.DELIVER)
                .draft();
    }
}
