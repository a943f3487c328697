package uk.portage.gateway.mailbox.push;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.mailbox.Answer;
import uk.portage.gateway.mailbox.ErasedException;
import uk.portage.gateway.mailbox.Mailbox;
import uk.portage.gateway.mailbox.exchange.Carrier;
import uk.portage.gateway.mailbox.exchange.UnreachableException;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.store.heap.DocumentHeap;
import uk.portage.gateway.store.heap.HeapRoom;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/**
 * Carries to a FHIR server, one record after the other, and takes its response for the destination's answer. What a
 * person's record waits for, that person's later records wait for, too; others go on.
 */
final class FhirCarrier implements Carrier {

    private static final Logger LOG = LoggerFactory.getLogger(FhirCarrier.class);
    private static final int PAGE = 100;
    /** Collected and not answered: begun by a worker that is no more, or tried before. */
    private static final Set<TaskStatus> TO_BE_SENT = EnumSet.of(TaskStatus.REQUESTED, TaskStatus.RECEIVED);

    private final OdsCode destination;
    private final FhirServer server;
    private final Store store;
    private final Mailbox mailbox;
    private final Circuit circuit;
    private final Map<TransferId, Held> held = new HashMap<>();
    private volatile boolean stopped;

    /**
     * A record that was tried in vain.
     *
     * @param until in nanoseconds
     */
    private record Held(int attempts, long until) {}

    FhirCarrier(OdsCode destination, FhirServer server, Store store, Mailbox mailbox, Circuit circuit) {
        this.destination = destination;
        this.server = server;
        this.store = store;
        this.mailbox = mailbox;
        this.circuit = circuit;
    }

    @Override
    public void look() throws IOException {
        Set<OrderingKey> waiting = new HashSet<>();
        List<MailboxItem> items;
        long after = 0;
        do {
            items = store.mailbox(destination, TO_BE_SENT, after, PAGE);
            for (MailboxItem item : items) {
                if (stopped) {
                    return;
                }
                if (circuit.isOpen()) {
                    throw new UnreachableException(circuit.why());
                }
                after = item.position();
                List<OrderingKey> persons = persons(item);
                if (!Collections.disjoint(persons, waiting) || isHeld(item.transfer()) || !carry(item)) {
                    waiting.addAll(persons);
                }
            }
        } while (items.size() == PAGE);
        if (circuit.isOpen()) {
            throw new UnreachableException(circuit.why());
        }
    }

    private List<OrderingKey> persons(MailboxItem item) {
        SubmissionRow submission = store.submission(item.submission()).orElseThrow();
        List<OrderingKey> persons = new ArrayList<>(submission.otherKeys());
        persons.add(submission.orderingKey());
        return persons;
    }

    private boolean isHeld(TransferId transfer) {
        Held waits = held.get(transfer);
        return waits != null && System.nanoTime() - waits.until() < 0;
    }

    /** Returns false if the record still waits. */
    private boolean carry(MailboxItem item) {
        try (HeapRoom.Share share = DocumentHeap.share()) {
            share.growTo(store.bundleSize(item.submission(), item.rendering()).orElse(0) * DocumentHeap.REWRITTEN);
            return carryWithin(item);
        }
    }

    private boolean carryWithin(MailboxItem item) {
        byte[] bundle;
        try {
            bundle = mailbox.bundle(item).bytes();
        } catch (IllegalStateException e) {
            hold(item, new Verdict.Later("a record is damaged in the store", true, Optional.empty()));
            return false;
        } catch (ErasedException e) {
            return true;
        }
        Verdict verdict;
        Optional<Verdict.Later> closed = server.enter();
        if (closed.isPresent()) {
            verdict = closed.get();
        } else {
            if (!mailbox.collect(item, bundle.length)) {
                // Withdrawn by its source since it was found.
                return true;
            }
            verdict = server.deliver(item.transfer(), bundle);
        }
        if (verdict instanceof Verdict.Later later) {
            circuit.failed(item.transfer(), later);
            hold(item, later);
            return false;
        }
        circuit.wentWell();
        held.remove(item.transfer());
        answer(item, verdict);
        return true;
    }

    private void hold(MailboxItem item, Verdict.Later later) {
        if (!later.ofRecord()) {
            // All of them wait for the server; this one no longer than the others.
            return;
        }
        Held before = held.get(item.transfer());
        int attempts = before == null ? 1 : before.attempts() + 1;
        if (attempts == 1) {
            LOG.warn("Destination {}: {} is tried again, {}", destination, item.transfer(), later.why());
        }
        // Twice as long as the server itself is spared, so that a server on trial is tried with another record.
        long pause = 2 * circuit.pause(attempts, later.notBefore()).toNanos();
        held.put(item.transfer(), new Held(attempts, System.nanoTime() + pause));
    }

    private void answer(MailboxItem item, Verdict verdict) {
        Optional<RejectionReason> reason =
                verdict instanceof Verdict.Refused refused ? Optional.of(refused.reason()) : Optional.empty();
        // By another face of the mailbox the destination may have answered already.
        if (store.mailboxItem(item.transfer())
                .filter(now -> !now.status().isFinal())
                .isPresent()) {
            mailbox.answer(
                    destination,
                    item.transfer(),
                    new Answer(reason.isPresent() ? TaskStatus.REJECTED : TaskStatus.COMPLETED, reason));
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void abort() {
        server.abort();
    }
}
