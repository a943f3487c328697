package uk.portage.gateway.mailbox;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.store.ExportFile;
import uk.portage.gateway.store.ExportJob;
import uk.portage.gateway.store.ExportReader.Stored;
import uk.portage.gateway.store.ExportWriter.Draft;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.TransferId;

/**
 * The thread that prepares exports: a slice of a mailbox at a time, of each job in turn, each slice in a commit with how
 * far the job has come. Stopped anywhere, it goes on from there.
 */
final class ExportPreparation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExportPreparation.class);
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long FAREWELL_MILLISECONDS = 5_000;

    private final FhirContext context;
    private final Store store;
    private final ExportLimits limits;
    private final Thread thread = new Thread(this::run, "exports");
    private volatile boolean closed;
    private volatile boolean woken;

    ExportPreparation(FhirContext context, Store store, ExportLimits limits) {
        this.context = context;
        this.store = store;
        this.limits = limits;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** There is something to do. */
    void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        boolean failing = false;
        while (!closed) {
            woken = false;
            boolean worked = false;
            try {
                for (ExportJob job : store.exports().unfinished(Instant.now())) {
                    if (closed) {
                        return;
                    }
                    prepare(job);
                    worked = true;
                }
                if (!worked) {
                    tidy();
                }
                failing = false;
            } catch (RuntimeException e) {
                // The class only: texts may quote.
                if (!failing) {
                    LOG.warn("exports wait: {}", e.getClass().getName());
                }
                failing = true;
                worked = false;
            }
            if (!worked && !woken) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private Instant tidied = Instant.MIN;

    private void tidy() {
        Instant now = Instant.now();
        if (tidied.isBefore(now.minusSeconds(60))) {
            Commit.await(store.write(transaction -> transaction.exports().removeExpired()));
            tidied = now;
        }
    }

    /** One more slice. */
    private void prepare(ExportJob job) {
        List<MailboxItem> items = store.mailbox(job.owner(), Set.of(), job.position(), limits.transfers()).stream()
                .filter(item -> item.position() <= job.lastPosition())
                .toList();
        boolean ready = items.size() < limits.transfers();
        long position = items.isEmpty()
                ? job.lastPosition()
                : items.get(items.size() - 1).position();
        List<Draft> files = new ArrayList<>();
        int number = store.exports().files(job.id()).size();
        if (job.types().contains(ExportFile.Type.TASK)) {
            tasks(job, items, number + 1).ifPresent(files::add);
        }
        if (job.types().contains(ExportFile.Type.BUNDLE)) {
            files.addAll(bundles(job, items, number + files.size() + 1));
        }
        Commit.await(store.write(transaction -> {
            transaction.exports().advance(job.id(), position, items.size(), ready, files);
            return true;
        }));
    }

    private Optional<Draft> tasks(ExportJob job, List<MailboxItem> items, int number) {
        IParser encoder = context.newJsonParser();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        int count = 0;
        for (MailboxItem item : items) {
            if (job.since().map(since -> item.changedAt().isAfter(since)).orElse(true)) {
                lines.writeBytes(
                        encoder.encodeResourceToString(TaskResource.of(item)).getBytes(StandardCharsets.UTF_8));
                lines.write('\n');
                count++;
            }
        }
        if (count == 0) {
            return Optional.empty();
        }
        long last = items.get(items.size() - 1).position();
        return Optional.of(new Draft(
                new ExportFile(number, ExportFile.Type.TASK, job.position(), last, count, lines.size()),
                Optional.of(Compression.gzip(lines.toByteArray()))));
    }

    private List<Draft> bundles(ExportJob job, List<MailboxItem> items, int firstNumber) {
        List<MailboxItem> wanted =
                items.stream().filter(item -> Exports.hasBundle(job, item)).toList();
        Map<TransferId, Stored> stored = store.exports().bundles(wanted);
        List<Draft> files = new ArrayList<>();
        long after = job.position();
        long last = after;
        long bytes = 0;
        int count = 0;
        for (MailboxItem item : wanted) {
            Stored bundle = stored.get(item.transfer());
            if (bundle == null) {
                continue;
            }
            if (count > 0 && bytes + bundle.size() > limits.bytes()) {
                files.add(bundles(firstNumber + files.size(), after, last, count));
                after = last;
                bytes = 0;
                count = 0;
            }
            bytes += bundle.size() + 1L;
            count++;
            last = item.position();
        }
        if (count > 0) {
            files.add(bundles(firstNumber + files.size(), after, last, count));
        }
        return files;
    }

    private static Draft bundles(int number, long after, long last, int count) {
        return new Draft(new ExportFile(number, ExportFile.Type.BUNDLE, after, last, count, 0), Optional.empty());
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(FAREWELL_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
