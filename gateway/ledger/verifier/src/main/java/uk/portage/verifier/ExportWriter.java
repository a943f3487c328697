package uk.portage.verifier;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import uk.portage.verifier.note.Checkpoint;
import uk.portage.verifier.note.SignedNote;

/** Fetches a ledger from where it is published, tile by tile as any reader can (C2SP tlog-tiles), and writes it down. */
public final class ExportWriter {

    private static final int WIDTH = 256;

    private final Function<String, byte[]> files;
    private final Export export;

    /** @param files gives what stands at an address, which begins with {@code /ledger/} */
    public ExportWriter(Function<String, byte[]> files, Path folder) {
        this.files = files;
        this.export = new Export(folder);
    }

    /**
     * Writes everything up to the newest checkpoint; returns that.
     *
     * @throws IOException if it cannot be written, or what is published is no ledger
     */
    public Checkpoint write() throws IOException {
        SignedNote note = SignedNote.parse(text("/ledger/checkpoint"))
                .orElseThrow(() -> new IOException("no checkpoint is published"));
        Checkpoint head =
                Checkpoint.parse(note.text()).orElseThrow(() -> new IOException("no checkpoint is published"));
        Files.createDirectories(export.folder());
        try (OutputStream entries = output(export.entries());
                OutputStream leaves = output(export.leaves())) {
            for (long tile = 0; tile * WIDTH < head.size(); tile++) {
                int width = (int) Math.min(WIDTH, head.size() - tile * WIDTH);
                String name = index(tile) + (width < WIDTH ? ".p/" + width : "");
                writeLines(files.apply("/ledger/tile/entries/" + name), entries);
                leaves.write(files.apply("/ledger/tile/0/" + name));
            }
        }
        writeCheckpoints(head.size());
        Files.write(export.keys(), files.apply("/ledger/keys"));
        return head;
    }

    private void writeCheckpoints(long last) throws IOException {
        try (OutputStream checkpoints = output(export.checkpoints())) {
            long size = 0;
            while (size < last) {
                long before = size;
                Notes notes = new Notes(new BufferedReader(new StringReader(text("/ledger/checkpoints/" + size))));
                for (Optional<Notes.Read> one = notes.next(); one.isPresent(); one = notes.next()) {
                    SignedNote note =
                            one.get().note().orElseThrow(() -> new IOException("no checkpoints are published"));
                    size = Checkpoint.parse(note.text())
                            .orElseThrow(() -> new IOException("no checkpoints are published"))
                            .size();
                    if (size <= last) {
                        checkpoints.write(note.note().getBytes(StandardCharsets.UTF_8));
                    }
                }
                if (size == before) {
                    throw new IOException("not all checkpoints are published");
                }
            }
        }
    }

    private String text(String address) {
        return new String(files.apply(address), StandardCharsets.UTF_8);
    }

    private static OutputStream output(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    /** Each entry comes after its length in two bytes. */
    private static void writeLines(byte[] bundle, OutputStream lines) throws IOException {
        int at = 0;
        while (at + 2 <= bundle.length) {
            int length = (bundle[at] & 0xFF) << Byte.SIZE | (bundle[at + 1] & 0xFF);
            lines.write(bundle, at + 2, length);
            lines.write('\n');
            at += 2 + length;
        }
    }

    /** In groups of three digits, all but the last after an x (C2SP tlog-tiles). */
    static String index(long tile) {
        String last = String.format("%03d", tile % 1000);
        StringBuilder path = new StringBuilder(last);
        for (long rest = tile / 1000; rest > 0; rest /= 1000) {
            path.insert(0, String.format("x%03d/", rest % 1000));
        }
        return path.toString();
    }
}
