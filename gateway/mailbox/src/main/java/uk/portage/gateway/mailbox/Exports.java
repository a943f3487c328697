package uk.portage.gateway.mailbox;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.NdjsonFile.OfBundles;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.ExportFile;
import uk.portage.gateway.store.ExportJob;
import uk.portage.gateway.store.ExportReader.Stored;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** What a destination may do with its exports. Those of others do not exist for it. */
final class Exports {

    private static final int BATCH = 200;

    private final Store store;
    private final Mailbox mailbox;
    private final ExportLimits limits;
    private final ExportPreparation preparation;

    Exports(FhirContext context, Store store, Mailbox mailbox, ExportLimits limits) {
        this.store = store;
        this.mailbox = mailbox;
        this.limits = limits;
        this.preparation = new ExportPreparation(context, store, limits);
    }

    /** Prepares what is asked for, and what was when the gateway stopped. */
    ExportPreparation preparation() {
        return preparation;
    }

    /**
     * Begins an export of what is in the mailbox now.
     *
     * @return its id
     * @throws RefusedException 429 if there are as many as there may be
     */
    String add(OdsCode owner, ExportRequest request) {
        String id = UUID.randomUUID().toString();
        long total = store.mailboxCount(owner, Set.of());
        List<Instant> others = Commit.await(store.write(transaction -> {
            List<Instant> expiries = transaction.exports().expiries(owner);
            if (expiries.size() < limits.jobs()) {
                transaction
                        .exports()
                        .add(id, owner, request.query(), request.types(), request.since(), limits.lifetime(), total);
                return List.<Instant>of();
            }
            return expiries;
        }));
        if (!others.isEmpty()) {
            long seconds = Duration.between(Instant.now(), others.get(0)).toSeconds() + 1;
            throw new RefusedException(Refusal.of(
                            429,
                            FailureCode.OVERLOADED,
                            IssueType.TRANSIENT,
                            "there are " + others.size() + " exports already; delete one, or wait until one expires")
                    .with("Retry-After", Long.toString(Math.max(1, seconds))));
        }
        preparation.wake();
        return id;
    }

    /** @throws RefusedException 404, also for one that has expired and for one of somebody else's, which is recorded */
    ExportJob find(OdsCode owner, String id) {
        Optional<ExportJob> found = store.exports().find(id);
        found.filter(job -> !job.owner().equals(owner)).ifPresent(anothers -> mailbox.denyAnothers(owner));
        return found.filter(job -> job.owner().equals(owner) && Instant.now().isBefore(job.expiresAt()))
                .orElseThrow(() -> new RefusedException(Refusal.notFound()));
    }

    List<ExportFile> files(ExportJob job) {
        return store.exports().files(job.id());
    }

    /** @throws RefusedException as above */
    void remove(OdsCode owner, String id) {
        find(owner, id);
        if (!Commit.await(store.write(transaction -> transaction.exports().remove(id, owner)))) {
            throw new RefusedException(Refusal.notFound());
        }
    }

    /**
     * Opens a file. Of bundles, all that nobody has collected are recorded as collected first; from then on nothing can
     * be withdrawn from it, so that it stays as it is.
     *
     * @throws RefusedException 404 if there is none of this number, or none yet
     */
    NdjsonFile open(OdsCode owner, String id, int number) {
        ExportJob job = find(owner, id);
        ExportFile file = files(job).stream()
                .filter(one -> job.ready() && one.number() == number)
                .findFirst()
                .orElseThrow(() -> new RefusedException(Refusal.notFound()));
        return switch (file.type()) {
            case TASK ->
                new NdjsonFile.OfTasks(
                        store.exports().content(id, number).orElseThrow(() -> new RefusedException(Refusal.notFound())),
                        file.size());
            case BUNDLE -> bundles(job, file);
        };
    }

    private NdjsonFile bundles(ExportJob job, ExportFile file) {
        List<OfBundles.Line> lines = new ArrayList<>();
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        long position = file.after();
        while (position < file.last()) {
            List<MailboxItem> items = store.mailbox(job.owner(), Set.of(), position, BATCH).stream()
                    .filter(item -> item.position() <= file.last())
                    .toList();
            if (items.isEmpty()) {
                break;
            }
            position = items.get(items.size() - 1).position();
            List<MailboxItem> wanted =
                    items.stream().filter(item -> hasBundle(job, item)).toList();
            Map<TransferId, Stored> stored = store.exports().bundles(wanted);
            Map<MailboxItem, Integer> sizes = new HashMap<>();
            wanted.forEach(item -> Optional.ofNullable(stored.get(item.transfer()))
                    .ifPresent(bundle -> sizes.put(item, bundle.size())));
            Set<MailboxItem> given = sizes.isEmpty() ? Set.of() : mailbox.collect(sizes);
            for (MailboxItem item : wanted) {
                Stored bundle = stored.get(item.transfer());
                if (bundle != null && given.contains(item)) {
                    lines.add(new OfBundles.Line(item, bundle.size()));
                    hashes.writeBytes(bundle.hash().bytes());
                }
            }
        }
        return new OfBundles(mailbox, lines, Sha256.of(hashes.toByteArray()));
    }

    /** True if the record of an item is wanted, and may be given out. */
    static boolean hasBundle(ExportJob job, MailboxItem item) {
        return item.status() != TaskStatus.CANCELLED
                && job.since().map(since -> item.offeredAt().isAfter(since)).orElse(true);
    }
}
