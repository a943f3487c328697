package uk.portage.gateway.benchmarks.ledger;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.CanonicalForm;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.store.encryption.KeyFile;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.verifier.Export;
import uk.portage.verifier.note.Checkpoint;
import uk.portage.verifier.note.SigningKey;
import uk.portage.verifier.note.VerifierKey;
import uk.portage.verifier.tree.GrowingTree;
import uk.portage.verifier.tree.Hash;

/**
 * Prints how many entries a second are appended, with tree, checkpoints and rollups, and what it takes to verify an export.
 *
 * <p>Arguments: {@code [ENTRIES [VERIFIED [JDBC-URL]]]}.
 */
public final class LedgerFigures {

    private static final OdsCode TRUST = new OdsCode("RCB");
    private static final OdsCode COUNCIL = new OdsCode("9D1");
    private static final TimeTarget TARGET = new TimeTarget(Duration.ofHours(1), Duration.ofDays(5));
    private static final int UNDER_WAY = 400;
    private static final int CHECKPOINT_EVERY = 1_000;

    private LedgerFigures() {}

    public static void main(String[] arguments) throws Exception {
        int entries = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
        int verified = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5_000_000;
        Path folder = Files.createTempDirectory("portage-ledger-figures");
        append("sqlite", new StoreConfiguration.Sqlite(folder.resolve("store").resolve("portage.db")), folder, entries);
        if (arguments.length > 2) {
            append("postgresql", new StoreConfiguration.Postgresql(arguments[2], "portage", ""), folder, entries);
        }
        verify(folder, verified);
        System.exit(0);
    }

    private static void append(String name, StoreConfiguration configuration, Path folder, int entries) {
        try (SqlStore store = SqlStore.open(
                configuration,
                KeyFile.at(folder.resolve(name + ".key")),
                Optional.of(folder.resolve(name + "-ledger.key")),
                Clock.systemUTC())) {
            append(store, "warm up", entries / 4);
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long cpu = system.getProcessCpuTime();
            long begin = System.nanoTime();
            append(store, "measured", entries);
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "append %s entries %d per_second %.0f cpu_us_per_entry %.1f load_average %.1f%n",
                    name,
                    entries,
                    entries / seconds,
                    (system.getProcessCpuTime() - cpu) / 1e3 / entries,
                    system.getSystemLoadAverage());
        }
    }

    /** Each transfer has five entries, each in a change of its own, as on the road. */
    private static void append(SqlStore store, String name, int entries) {
        Deque<CompletableFuture<Boolean>> underWay = new ArrayDeque<>();
        for (int i = 0; i < entries; i++) {
            EntryDraft draft = entry(name, i);
            underWay.add(store.write(transaction -> {
                transaction.append(draft);
                return true;
            }));
            if (underWay.size() > UNDER_WAY) {
                underWay.remove().join();
            }
        }
        underWay.forEach(CompletableFuture::join);
    }

    private static EntryDraft entry(String name, int number) {
        SubmissionId submission = SubmissionId.of(DedupeKey.of(TRUST, name, Integer.toString(number / 5)));
        TransferId transfer = TransferId.of(submission, COUNCIL);
        return switch (number % 5) {
            case 0 ->
                begun(EntryKind.RECEIVED, submission)
                        .messageType("ADT^A01")
                        .channel("adt")
                        .size(2_048)
                        .draft();
            case 1 -> EntryDraft.of(EntryKind.TRANSLATED).submission(submission).draft();
            case 2 ->
                begun(EntryKind.ROUTED, submission)
                        .transfer(transfer)
                        .recipient(COUNCIL)
                        .rightPerson(true)
                        .valid(true)
                        .draft();
            case 3 ->
                EntryDraft.of(EntryKind.OFFERED)
                        .submission(submission)
                        .transfer(transfer)
                        .draft();
            default ->
                EntryDraft.of(EntryKind.ACKNOWLEDGED)
                        .submission(submission)
                        .transfer(transfer)
                        .draft();
        };
    }

    private static EntryDraft.Builder begun(EntryKind kind, SubmissionId submission) {
        return EntryDraft.of(kind)
                .submission(submission)
                .sender(TRUST)
                .workflow(Workflow.ADMISSION_NOTICE)
                .format("hl7v2")
                .startedAt(Instant.parse("2026-11-23T12:00:00Z"), true)
                .timeTarget(TARGET);
    }

    private static void verify(Path folder, int entries) throws IOException, InterruptedException {
        SigningKey key = SigningKey.draw(half -> "portage.example/figures", VerifierKey.Kind.NOTE, new SecureRandom());
        Export export = new Export(Files.createDirectories(folder.resolve("export")));
        write(export, key, entries);
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(
                        "java",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "uk.portage.verifier.Verifier",
                        "verify",
                        export.folder().toString(),
                        "--key",
                        key.verifier().text())
                .inheritIO()
                .start();
        long peak = 0;
        while (process.isAlive()) {
            peak = Math.max(peak, residentKibibytes(process.pid()));
            Thread.sleep(100);
        }
        System.out.printf(
                Locale.ROOT,
                "verify entries %d mebibytes %d seconds %.1f peak_resident_mebibytes %d status %d%n",
                entries,
                Files.size(export.entries()) >> 20,
                (System.nanoTime() - begin) / 1e9,
                peak >> 10,
                process.exitValue());
        for (Path file : List.of(export.entries(), export.leaves(), export.checkpoints())) {
            Files.delete(file);
        }
    }

    private static void write(Export export, SigningKey key, int entries) throws IOException {
        GrowingTree tree = new GrowingTree();
        try (OutputStream lines = new BufferedOutputStream(Files.newOutputStream(export.entries()), 1 << 16);
                OutputStream leaves = new BufferedOutputStream(Files.newOutputStream(export.leaves()), 1 << 16);
                BufferedWriter checkpoints = Files.newBufferedWriter(export.checkpoints())) {
            for (int i = 0; i < entries; i++) {
                byte[] line = CanonicalForm.of(new Entry(i + 1L, Instant.parse("2026-11-23T12:00:00Z"), entry("v", i)));
                Hash leaf = Hash.ofLeaf(line);
                tree.add(leaf);
                lines.write(line);
                lines.write('\n');
                leaves.write(leaf.bytes());
                if (tree.size() % CHECKPOINT_EVERY == 0 || i == entries - 1) {
                    checkpoints.write(new Checkpoint(key.verifier().name(), tree.size(), tree.root())
                            .signedBy(List.of(key))
                            .note());
                }
            }
        }
    }

    private static long residentKibibytes(long process) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process + "/status"), StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            // It has just ended.
            return 0;
        }
    }
}
