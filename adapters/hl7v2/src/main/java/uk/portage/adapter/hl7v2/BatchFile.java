package uk.portage.adapter.hl7v2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import uk.portage.adapter.spi.Batch;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;

/**
 * The messages of a file: one or several, in the envelopes of the batch protocol (FHS, BHS, BTS, FTS; HL7 v2.4 section
 * 2.10.3) or without, segments ended by CR, LF or both, perhaps between MLLP's frame bytes. Finds the segments that
 * begin or end something and reads nothing else.
 */
final class BatchFile {

    private static final byte CARRIAGE_RETURN = '\r';
    private static final byte LINE_FEED = '\n';
    private static final byte START_BLOCK = 0x0B;
    private static final byte END_BLOCK = 0x1C;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int LONGEST_COUNT = 18;

    private final byte[] file;
    private final List<SourceDocument> documents = new ArrayList<>();
    private final List<Batch.Fault> faults = new ArrayList<>();
    /** Where the document under way begins and, so far, ends; both 0 if there is none. */
    private int documentStart;

    private int documentEnd;
    private boolean inMessage;
    private int files;
    private int batches;
    private boolean fileOpen;
    private boolean batchOpen;
    private long batchesOfFile;
    private long messagesOfBatch;

    private BatchFile(byte[] file) {
        this.file = file;
    }

    static Batch split(byte[] file) {
        return new BatchFile(file).split();
    }

    private Batch split() {
        int start = Arrays.equals(file, 0, Math.min(3, file.length), BYTE_ORDER_MARK, 0, 3) ? 3 : 0;
        while (start < file.length) {
            int end = lineEnd(start);
            boolean ended = end < file.length && (file[end] == CARRIAGE_RETURN || file[end] == LINE_FEED);
            line(start, end, ended ? end + 1 : end);
            start = end + (end < file.length && file[end] != START_BLOCK ? 1 : 0);
        }
        endDocument();
        endBatch();
        endFile();
        if (documents.isEmpty() && files == 0 && batches == 0 && file.length > 0) {
            // Blanks, or the zeros that a file is left with when the power fails: no message, but not nothing either.
            documents.add(SourceDocument.of(file));
        }
        return new Batch(documents, faults);
    }

    /** CR, LF, the end of a frame, or the start of one: as the reader of a single message and the listener see it. */
    private int lineEnd(int lineStart) {
        for (int i = lineStart; i < file.length; i++) {
            byte b = file[i];
            if (b == CARRIAGE_RETURN || b == LINE_FEED || b == END_BLOCK) {
                return i;
            }
            if (b == START_BLOCK
                    && i > lineStart
                    && segment(i + 1, Math.min(i + 5, file.length)).equals("MSH")) {
                return i;
            }
        }
        return file.length;
    }

    /** @param terminated the end with the byte that ends a segment, if there is one */
    private void line(int lineStart, int end, int terminated) {
        int start = lineStart;
        while (start < end && isFraming(file[start])) {
            start++;
        }
        if (isBlank(start, end)) {
            return;
        }
        switch (segment(start, end)) {
            case "MSH" -> {
                endDocument();
                documentStart = start;
                inMessage = true;
                messagesOfBatch++;
            }
            case "FHS" -> {
                endDocument();
                endBatch();
                endFile();
                files++;
                fileOpen = true;
                batchesOfFile = 0;
                return;
            }
            case "BHS" -> {
                endDocument();
                endBatch();
                openBatch(0);
                return;
            }
            case "BTS" -> {
                endDocument();
                // A batch may have its trailer alone.
                if (!batchOpen) {
                    openBatch(messagesOfBatch);
                }
                count("BTS[" + batches + "]-1", start, end, messagesOfBatch);
                batchOpen = false;
                messagesOfBatch = 0;
                return;
            }
            case "FTS" -> {
                endDocument();
                // Messages without the envelope of a batch are one batch.
                long loose = !batchOpen && messagesOfBatch > 0 ? 1 : 0;
                endBatch();
                if (!fileOpen) {
                    files++;
                }
                count("FTS[" + files + "]-1", start, end, batchesOfFile + loose);
                fileOpen = false;
                batchesOfFile = 0;
                return;
            }
            default -> {
                if (documentEnd == 0 && !inMessage) {
                    documentStart = start;
                }
            }
        }
        documentEnd = terminated;
    }

    private void openBatch(long messages) {
        batches++;
        batchesOfFile++;
        batchOpen = true;
        messagesOfBatch = messages;
    }

    private void endDocument() {
        if (documentEnd > 0) {
            documents.add(SourceDocument.of(Arrays.copyOfRange(file, documentStart, documentEnd)));
        }
        documentStart = 0;
        documentEnd = 0;
        inMessage = false;
    }

    private void endBatch() {
        if (batchOpen) {
            faults.add(new Batch.NotEnded(new SourcePath("BHS[" + batches + "]")));
        }
        batchOpen = false;
        messagesOfBatch = 0;
    }

    private void endFile() {
        if (fileOpen) {
            faults.add(new Batch.NotEnded(new SourcePath("FHS[" + files + "]")));
        }
        fileOpen = false;
    }

    /** The count is optional; it is the first field of the trailer. */
    private void count(String path, int start, int end, long held) {
        int from = start + 4;
        if (from >= end) {
            return;
        }
        byte separator = file[start + 3];
        int to = from;
        while (to < end && file[to] != separator) {
            to++;
        }
        String said = new String(file, from, to - from, StandardCharsets.ISO_8859_1).strip();
        if (said.isEmpty()) {
            return;
        }
        SourcePath where = new SourcePath(path);
        if (said.length() > LONGEST_COUNT || !said.chars().allMatch(c -> c >= '0' && c <= '9')) {
            faults.add(new Batch.CountUnreadable(where));
        } else if (Long.parseLong(said) != held) {
            faults.add(new Batch.CountDiffers(where, Long.parseLong(said), held));
        }
    }

    /** The name of the segment, if it is one that begins or ends something; empty if not. */
    private String segment(int start, int end) {
        if (end - start < 3) {
            return "";
        }
        String name = new String(file, start, 3, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        boolean mayStandAlone = name.equals("BTS") || name.equals("FTS");
        if (end - start == 3) {
            return mayStandAlone ? name : "";
        }
        return isSeparator(file[start + 3]) ? name : "";
    }

    /** A field separator is no letter, digit or space: a line of text that begins with MSH is text. */
    private static boolean isSeparator(byte b) {
        return b > ' ' && b < 0x7F && !Character.isLetterOrDigit((char) b);
    }

    private boolean isBlank(int start, int end) {
        for (int i = start; i < end; i++) {
            // Bytes above ASCII are negative.
            if (file[i] < 0 || (file[i] > ' ' && !isFraming(file[i]))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFraming(byte b) {
        return b == START_BLOCK || b == END_BLOCK;
    }
}
