package uk.portage.gateway.mailbox.mesh;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.MeshEnd;
import uk.portage.gateway.store.MeshMessage;
import uk.portage.gateway.store.MeshReader;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.Transaction;

/**
 * What MESH does by itself: tells senders by a REPORT what did not arrive, takes out of the inboxes what nobody
 * acknowledged in five days, deletes after thirty. Killed in the middle, the next round goes on where it ended: a message
 * changes its state and its REPORT is written in one commit.
 */
final class Rounds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private static final Duration BETWEEN_DELETIONS = Duration.ofHours(1);
    private static final long SECONDS_BETWEEN = 5;
    private static final long SECONDS_TO_END = 10;
    private static final int BATCH = 500;

    private final Store store;
    private final MeshSettings settings;
    private final MessageIds ids;
    private final InstantSource clock;
    private Optional<ScheduledExecutorService> executor = Optional.empty();
    private Instant nextDeletion = Instant.EPOCH;
    /** Where the next round goes on looking at what is under way; from the beginning after the end. */
    private long looked;

    Rounds(Store store, MeshSettings settings, MessageIds ids, InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    void start() {
        ScheduledExecutorService scheduled = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "portage-mesh-rounds");
            thread.setDaemon(true);
            return thread;
        });
        var unused =
                scheduled.scheduleWithFixedDelay(this::goSafely, SECONDS_BETWEEN, SECONDS_BETWEEN, TimeUnit.SECONDS);
        executor = Optional.of(scheduled);
    }

    @Override
    public void close() {
        executor.ifPresent(running -> {
            running.shutdownNow();
            try {
                if (!running.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
                    LOG.warn("a round through the MESH mailboxes does not end");
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void goSafely() {
        try {
            go();
        } catch (RuntimeException e) {
            // Its class only; the next round does what this one did not.
            LOG.warn(
                    "a round through the MESH mailboxes failed: {}",
                    e.getClass().getName());
        }
    }

    /** One round. */
    synchronized void go() {
        Instant now = clock.instant();
        reportWhatFailed(now);
        for (MeshMailbox mailbox : settings.mailboxes()) {
            expireTransfers(mailbox, now);
            expireLetters(mailbox, now);
        }
        if (!now.isBefore(nextDeletion)) {
            Commit.of(store.write(transaction -> {
                transaction.mesh().deleteMessagesBefore(now.minus(Lifetime.WHOLE));
                transaction.mesh().forgetCredentials(now);
                return true;
            }));
            nextDeletion = now.plus(BETWEEN_DELETIONS);
        }
    }

    private void reportWhatFailed(Instant now) {
        List<MeshMessage> underWay = store.mesh().underWay(looked, BATCH);
        List<CompletableFuture<Boolean>> changes = new ArrayList<>();
        for (MeshMessage message : underWay) {
            looked = message.position();
            Progress progress = Progress.of(message, store, settings);
            if (progress.state() == MeshMessage.State.ACCEPTED) {
                continue;
            }
            changes.add(store.write(transaction -> {
                Optional<MeshMessage> still =
                        transaction.mesh().message(message.id()).filter(m -> m.state() == MeshMessage.State.ACCEPTED);
                still.ifPresent(accepted -> {
                    transaction
                            .mesh()
                            .replace(accepted.in(progress.state(), progress.code(), progress.description(), now));
                    if (progress.state() == MeshMessage.State.ERROR) {
                        transaction.mesh().add(report(accepted, progress.code(), progress.description(), now));
                    }
                });
                return still.isPresent();
            }));
        }
        changes.forEach(Commit::of);
        if (underWay.size() < BATCH) {
            looked = 0;
        }
    }

    private void expireTransfers(MeshMailbox mailbox, Instant now) {
        if (!mailbox.collects()) {
            return;
        }
        List<MailboxItem> items;
        do {
            items = store.mesh().transfers(mailbox.organisation(), 0, BATCH).stream()
                    .filter(item -> Lifetime.isUndelivered(item.offeredAt(), now))
                    .toList();
            List<CompletableFuture<Boolean>> changes = new ArrayList<>();
            for (MailboxItem item : items) {
                Optional<MeshMailbox> sender = settings.mailboxOf(item.sender());
                Optional<MeshMessage> sent = sender.flatMap(from -> sentAs(item, from));
                changes.add(store.write(transaction -> expire(transaction, item, mailbox, sender, sent, now)));
            }
            changes.forEach(Commit::of);
            if (!items.isEmpty()) {
                LOG.warn("{} messages left the inbox of {} undelivered", items.size(), mailbox.organisation());
            }
        } while (items.size() == BATCH);
    }

    private boolean expire(
            Transaction transaction,
            MailboxItem item,
            MeshMailbox recipient,
            Optional<MeshMailbox> sender,
            Optional<MeshMessage> sent,
            Instant now) {
        if (!transaction.mesh().end(item.transfer(), MeshEnd.Kind.UNDELIVERED)) {
            return false;
        }
        String code = ErrorCode.UNDELIVERED.code();
        String description = ErrorCode.UNDELIVERED.description();
        sent.flatMap(message -> transaction.mesh().message(message.id()))
                .ifPresent(message -> transaction
                        .mesh()
                        .replace(message.in(MeshMessage.State.UNDELIVERABLE, code, description, now)));
        sender.ifPresent(from -> transaction
                .mesh()
                .add(sent.map(message -> report(message, recipient.id(), code, description, now))
                        .orElseGet(() -> report(
                                from.id(),
                                recipient.id(),
                                MessageIds.of(item.transfer()),
                                settings.workflows().of(item.workflow()),
                                "",
                                Map.of(),
                                code,
                                description,
                                now))));
        return true;
    }

    /** The message by which a transfer's record came, if it came by MESH. */
    private Optional<MeshMessage> sentAs(MailboxItem item, MeshMailbox sender) {
        MeshReader mesh = store.mesh();
        return mesh.messagesOf(item.submission()).stream()
                .filter(message -> message.sender().equals(sender.id()))
                .findFirst();
    }

    private void expireLetters(MeshMailbox mailbox, Instant now) {
        List<MeshMessage> letters;
        do {
            letters = store.mesh().messages(mailbox.id(), 0, BATCH).stream()
                    .filter(letter -> Lifetime.isUndelivered(letter.createdAt(), now))
                    .toList();
            List<CompletableFuture<Boolean>> changes = new ArrayList<>();
            for (MeshMessage letter : letters) {
                changes.add(store.write(transaction -> {
                    String code = ErrorCode.UNDELIVERED.code();
                    String description = ErrorCode.UNDELIVERED.description();
                    boolean report = letter.type() == MeshMessage.Type.REPORT;
                    MeshMessage left =
                            report ? letter : letter.in(MeshMessage.State.UNDELIVERABLE, code, description, now);
                    transaction.mesh().replace(left.lying(false));
                    transaction.mesh().dropChunks(letter.id());
                    // Nobody is told that a REPORT was not read.
                    if (!report) {
                        transaction.mesh().add(report(letter, code, description, now));
                    }
                    return true;
                }));
            }
            changes.forEach(Commit::of);
        } while (letters.size() == BATCH);
    }

    private MeshMessage report(MeshMessage about, String code, String description, Instant now) {
        return report(about, about.recipient(), code, description, now);
    }

    private MeshMessage report(
            MeshMessage about, String intendedRecipient, String code, String description, Instant now) {
        Map<String, String> headers = new HashMap<>(about.headers());
        headers.keySet().retainAll(List.of(SendHeaders.SUBJECT));
        return report(
                about.sender(),
                intendedRecipient,
                about.id(),
                about.workflow(),
                about.localId(),
                headers,
                code,
                description,
                now);
    }

    private MeshMessage report(
            String to,
            String intendedRecipient,
            String linked,
            String workflow,
            String localId,
            Map<String, String> headers,
            String code,
            String description,
            Instant now) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(Transport.INTENDED_RECIPIENT, intendedRecipient);
        return new MeshMessage(
                0,
                ids.next(),
                MeshMessage.Type.REPORT,
                settings.gateway().id(),
                to,
                workflow,
                localId,
                all,
                1,
                1,
                0,
                MeshMessage.State.ACCEPTED,
                code,
                description,
                Optional.empty(),
                Optional.of(linked),
                true,
                now,
                now);
    }
}
