package uk.portage.gateway.app;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of a file as people keep them: one or several, lines ended by CR, LF or both, perhaps between MLLP's
 * frame bytes or in the envelopes of the HL7 v2 batch protocol (FHS, BHS, BTS, FTS; HL7 v2.4 section 2.10.3).
 */
final class Hl7Batch {

    private static final byte CARRIAGE_RETURN = '\r';
    private static final byte LINE_FEED = '\n';
    private static final byte START_BLOCK = 0x0B;
    private static final byte END_BLOCK = 0x1C;

    private Hl7Batch() {}

    /**
     * Splits at each MSH segment; every segment of a message ends with CR. A file without MSH is one message, so that
     * whoever receives it can say what is wrong with it; an empty file has none.
     */
    static List<byte[]> messages(byte[] file) {
        List<byte[]> messages = new ArrayList<>();
        ByteArrayOutputStream current = new ByteArrayOutputStream(file.length);
        for (byte[] line : lines(file)) {
            if (isSegment(line, "FHS") || isSegment(line, "BHS") || isTrailer(line, "BTS") || isTrailer(line, "FTS")) {
                continue;
            }
            if (isSegment(line, "MSH") && current.size() > 0) {
                messages.add(current.toByteArray());
                current.reset();
            }
            current.writeBytes(line);
            current.write(CARRIAGE_RETURN);
        }
        if (current.size() > 0) {
            messages.add(current.toByteArray());
        }
        return messages;
    }

    private static List<byte[]> lines(byte[] file) {
        List<byte[]> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int start = startsWithByteOrderMark(file) ? 3 : 0;
        for (int i = start; i < file.length; i++) {
            byte b = file[i];
            if (b == CARRIAGE_RETURN || b == LINE_FEED) {
                addLine(line, lines);
            } else if (b != START_BLOCK && b != END_BLOCK) {
                line.write(b);
            }
        }
        addLine(line, lines);
        return lines;
    }

    private static void addLine(ByteArrayOutputStream line, List<byte[]> lines) {
        if (line.size() > 0) {
            lines.add(line.toByteArray());
            line.reset();
        }
    }

    private static boolean isSegment(byte[] line, String name) {
        return line.length > 3 && new String(line, 0, 3, StandardCharsets.US_ASCII).equals(name);
    }

    /** A trailer may have no field at all. */
    private static boolean isTrailer(byte[] line, String name) {
        return line.length >= 3 && new String(line, 0, 3, StandardCharsets.US_ASCII).equals(name);
    }

    private static boolean startsWithByteOrderMark(byte[] file) {
        return file.length >= 3 && file[0] == (byte) 0xEF && file[1] == (byte) 0xBB && file[2] == (byte) 0xBF;
    }
}
