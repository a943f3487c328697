package uk.portage.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads lines as bytes, one at a time, into the same room. */
final class EntryLines {

    /** Beyond any entry. */
    private static final int LONGEST = 1 << 16;

    private final InputStream input;
    private final byte[] buffer = new byte[1 << 16];
    private byte[] line = new byte[4096];
    private int length;
    private int from;
    private int to;

    EntryLines(InputStream input) {
        this.input = input;
    }

    /** Goes to the next line; false at the end. One that is too long is cut off. */
    boolean next() throws IOException {
        length = 0;
        while (true) {
            if (from == to) {
                from = 0;
                to = input.read(buffer);
                if (to <= 0) {
                    to = 0;
                    return length > 0;
                }
            }
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            keep(end - from);
            if (end < to) {
                from = end + 1;
                return true;
            }
            from = end;
        }
    }

    private void keep(int more) {
        int room = Math.min(more, LONGEST - length);
        if (length + room > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + room));
        }
        System.arraycopy(buffer, from, line, length, room);
        length += room;
    }

    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }
}
