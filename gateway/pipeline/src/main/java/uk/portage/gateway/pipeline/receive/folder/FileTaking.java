package uk.portage.gateway.pipeline.receive.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.Batch;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourceFormat;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.gateway.pipeline.receive.ChannelConfiguration;
import uk.portage.gateway.pipeline.receive.FrameRefusal;
import uk.portage.gateway.pipeline.receive.Intake;
import uk.portage.gateway.pipeline.receive.ReceiveBudget;
import uk.portage.gateway.store.Failpoint;

/**
 * Takes one file after the other: reads it whole, hands its documents to the intake in their order, one at a time, and
 * puts it on its shelf when each of them has its answer. Whatever stops it in between, the file stays, is taken again,
 * and its documents are known by their keys. No log line names a file: people put patients' names there.
 */
final class FileTaking {

    private static final String THE_FILE = "file";
    private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,198}");
    private static final int HEAD_BYTES = 4096;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(FileTaking.class);

    private final ChannelConfiguration channel;
    private final FolderConfiguration.Limits limits;
    private final Intake intake;
    private final ReceiveBudget budget;
    private final Sightings sightings;
    private final Shelves shelves;
    private final Duration nextAttempt;
    /** What has been said about files that could not be put away yet. */
    private final Map<Path, Verdict> unshelved = new HashMap<>();

    private Duration pause = Duration.ZERO;
    private long pausedUntil = System.nanoTime();
    private volatile boolean stopping;

    FileTaking(
            FolderConfiguration configuration,
            Intake intake,
            ReceiveBudget budget,
            Sightings sightings,
            Shelves shelves) {
        this.channel = configuration.channel();
        this.limits = configuration.limits();
        this.intake = intake;
        this.budget = budget;
        this.sightings = sightings;
        this.shelves = shelves;
        this.nextAttempt = limits.patience().compareTo(LONGEST_WAIT) < 0 ? limits.patience() : LONGEST_WAIT;
    }

    /** Leaves the rest of the file under way for the next start. */
    void stop() {
        stopping = true;
    }

    /** False while the store is away or has more than it can write. */
    boolean isOpen() {
        return !stopping && System.nanoTime() - pausedUntil >= 0;
    }

    /** Forgets what was said about files that have gone. */
    void forgetOthersThan(Set<Path> present) {
        unshelved.keySet().retainAll(present);
    }

    /** Takes a file as far as it will go. */
    void take(Path file) {
        if (!isOpen()) {
            return;
        }
        try {
            Look look = Look.at(file);
            // It may have changed while another file was taken.
            sightings.see(file, look);
            Verdict before = unshelved.get(file);
            Optional<Verdict> verdict =
                    before != null && before.holdsFor(look) ? Optional.of(before) : decide(file, look);
            if (verdict.isPresent()) {
                unshelved.put(file, verdict.get());
                Failpoint.AFTER_COMMIT_BEFORE_MOVE.reach();
                putAway(file, verdict.get());
            }
        } catch (NoSuchFileException e) {
            // Whoever put it there has taken it away.
            unshelved.remove(file);
        } catch (IOException e) {
            LOG.warn(
                    "Channel {} could not read or put away a file: {}",
                    channel.name(),
                    e.getClass().getName());
            sightings.postpone(file, nextAttempt);
        }
    }

    private void putAway(Path file, Verdict verdict) throws IOException {
        if (shelves.put(file, verdict)) {
            LOG.info(
                    "Channel {} took a file: {} lines in its results, {} accepted",
                    channel.name(),
                    verdict.lines().size(),
                    verdict.accepted());
            intake.meters()
                    .counter(
                            "portage.files",
                            "channel",
                            channel.name(),
                            "outcome",
                            verdict.isAccepted() ? "accepted" : "refused")
                    .increment();
        }
        unshelved.remove(file);
    }

    /** Empty if nothing can be said yet. */
    private Optional<Verdict> decide(Path file, Look look) throws IOException {
        if (!Shelves.isSound(file)) {
            return refuseWhole(file, look, FailureCode.INVALID_VALUE, "file name", new byte[0]);
        }
        if (!look.regular()) {
            return refuseWhole(file, look, FailureCode.UNREADABLE, THE_FILE, new byte[0]);
        }
        if (look.size() > limits.maxFileBytes()) {
            return refuseWhole(file, look, FailureCode.OVERSIZED, THE_FILE, read(file, HEAD_BYTES));
        }
        boolean quiet = sightings.unchanged(file).compareTo(limits.quiet()) >= 0;
        if (!quiet || !budget.reserve(look.size())) {
            return Optional.empty();
        }
        try {
            byte[] bytes = read(file, limits.maxFileBytes());
            // Longer or shorter than it was: it is being written after all.
            return bytes.length == look.size() && Look.at(file).equals(look)
                    ? decide(file, look, bytes)
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            // It may yet be given to us.
            return sightings.unchanged(file).compareTo(limits.patience()) < 0
                    ? later(file)
                    : refuseWhole(file, look, FailureCode.UNREADABLE, THE_FILE, new byte[0]);
        } finally {
            budget.release(look.size());
        }
    }

    private Optional<Verdict> decide(Path file, Look look, byte[] bytes) {
        Batch batch = format().split(SourceDocument.of(bytes));
        boolean unbegun = bytes.length == 0;
        if (unbegun || batch.endsEarly()) {
            if (sightings.unchanged(file).compareTo(limits.patience()) < 0) {
                return later(file);
            }
            byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, HEAD_BYTES));
            return unbegun
                    ? refuseWhole(file, look, FailureCode.UNREADABLE, THE_FILE, head)
                    : refuseWhole(file, look, FailureCode.FRAME_INCOMPLETE, unclosed(batch), head);
        }
        List<Verdict.Line> lines = new ArrayList<>();
        Instant receivedAt = intake.clock().instant();
        for (SourceDocument document : batch.documents()) {
            if (stopping) {
                return Optional.empty();
            }
            Answer answer = handOver(document, receivedAt);
            if (mustWait(file, answer)) {
                return Optional.empty();
            }
            lines.add(line(lines.size() + 1, document, answer));
        }
        batch.faults().forEach(fault -> lines.add(line(fault)));
        pause = Duration.ZERO;
        return Optional.of(new Verdict(look, lines, false));
    }

    private Optional<Verdict> later(Path file) {
        Duration left = limits.patience().minus(sightings.unchanged(file));
        sightings.postpone(file, left.compareTo(nextAttempt) < 0 ? left : nextAttempt);
        return Optional.empty();
    }

    private Answer handOver(SourceDocument document, Instant receivedAt) {
        return document.size() > limits.maxDocumentBytes()
                ? intake.refuseOnRecord(
                                channel,
                                new FrameRefusal(
                                        FailureCode.OVERSIZED,
                                        SourceDocument.of(Arrays.copyOf(document.bytes(), HEAD_BYTES)),
                                        document.size()),
                                receivedAt)
                        .join()
                : intake.receivePatiently(channel, document, receivedAt).join();
    }

    private Optional<Verdict> refuseWhole(Path file, Look look, FailureCode code, String where, byte[] head) {
        Answer answer = intake.refuseOnRecord(
                        channel,
                        new FrameRefusal(code, SourceDocument.of(head), look.size()),
                        intake.clock().instant())
                .join();
        return mustWait(file, answer) ? Optional.empty() : Optional.of(Verdict.whole(look, code, where));
    }

    /** A fault of ours is no answer: the file stays, and with a store that is away everything else, too. */
    private boolean mustWait(Path file, Answer answer) {
        if (!(answer instanceof Answer.Refused refused) || refused.code().fault() != FailureCode.Fault.US) {
            return false;
        }
        if (refused.code().retry() == FailureCode.Retry.LATER) {
            pause = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            pausedUntil = System.nanoTime() + pause.toNanos();
        } else {
            sightings.postpone(file, limits.patience());
        }
        return true;
    }

    private Verdict.Line line(int number, SourceDocument document, Answer answer) {
        String id = plainId(document);
        if (answer instanceof Answer.Accepted accepted) {
            return new Verdict.Line(number, id, Verdict.ACCEPTED, accepted.receipt(), "");
        }
        Answer.Refused refused = (Answer.Refused) answer;
        String where = refused.where().stream().map(SourcePath::text).collect(Collectors.joining(" "));
        return new Verdict.Line(number, id, refused.code().name(), "", where);
    }

    private static Verdict.Line line(Batch.Fault fault) {
        String where = fault.where().text();
        if (fault instanceof Batch.CountDiffers differs) {
            return new Verdict.Line(
                    0, "", "COUNT_DIFFERS", "", where + " says " + differs.said() + ", there are " + differs.held());
        }
        return new Verdict.Line(0, "", fault instanceof Batch.NotEnded ? "NOT_ENDED" : "COUNT_UNREADABLE", "", where);
    }

    private static String unclosed(Batch batch) {
        return batch.faults().stream()
                .filter(Batch.NotEnded.class::isInstance)
                .map(fault -> fault.where().text())
                .collect(Collectors.joining(" "));
    }

    /** An id that a spreadsheet cannot run and that is no free text. */
    private String plainId(SourceDocument document) {
        try {
            return format().identify(document) instanceof Identification.Identified identified
                            && PLAIN_ID.matcher(identified.envelope().businessId())
                                    .matches()
                    ? identified.envelope().businessId()
                    : "";
        } catch (RuntimeException | StackOverflowError e) {
            // The intake has met the same fault and said so.
            return "";
        }
    }

    private SourceFormat format() {
        return intake.adapter(channel).format();
    }

    private static byte[] read(Path file, int most) throws IOException {
        try (SeekableByteChannel in =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, in.size()));
            while (bytes.hasRemaining() && in.read(bytes) >= 0) {
                // Until it is full or the file ends.
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }
}
