package uk.portage.gateway.mailbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.Sha256;

/** A file of an export: a resource to a line. The same bytes whenever it is read. */
interface NdjsonFile {

    String MEDIA_TYPE = "application/fhir+ndjson";

    /** In bytes, as it is without a coding. */
    long size();

    /** Of the bytes: others have another. */
    Sha256 tag();

    /**
     * Writes a piece of it.
     *
     * @param from the first byte
     * @param until the byte after the last
     */
    void write(OutputStream out, long from, long until) throws IOException;

    /** Of Tasks as they were when the export was prepared, kept in gzip. */
    final class OfTasks implements NdjsonFile {

        private final byte[] gzip;
        private final long size;

        OfTasks(byte[] gzip, long size) {
            this.gzip = gzip;
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public Sha256 tag() {
            return Sha256.of(gzip);
        }

        @Override
        public void write(OutputStream out, long from, long until) throws IOException {
            try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
                plain.skipNBytes(from);
                byte[] piece = new byte[1 << 14];
                long left = until - from;
                while (left > 0) {
                    int read = plain.readNBytes(piece, 0, (int) Math.min(piece.length, left));
                    if (read == 0) {
                        throw new IllegalStateException("a file of Tasks is shorter than it was");
                    }
                    out.write(piece, 0, read);
                    left -= read;
                }
            }
        }
    }

    /** Of bundles, each read from the store when its line is written. */
    final class OfBundles implements NdjsonFile {

        private final Mailbox mailbox;
        private final List<Line> lines;
        private final Sha256 tag;

        /** @param size of the bundle */
        record Line(MailboxItem item, int size) {}

        OfBundles(Mailbox mailbox, List<Line> lines, Sha256 tag) {
            this.mailbox = mailbox;
            this.lines = List.copyOf(lines);
            this.tag = tag;
        }

        @Override
        public long size() {
            return lines.stream().mapToLong(line -> line.size() + 1L).sum();
        }

        @Override
        public Sha256 tag() {
            return tag;
        }

        @Override
        public void write(OutputStream out, long from, long until) throws IOException {
            long begin = 0;
            for (Line line : lines) {
                long end = begin + line.size() + 1;
                if (end > from && begin < until) {
                    byte[] bytes = bytes(line);
                    int first = (int) Math.max(0, from - begin);
                    int last = (int) Math.min(bytes.length, until - begin);
                    out.write(bytes, first, last - first);
                }
                begin = end;
            }
        }

        private byte[] bytes(Line line) {
            byte[] stored = mailbox.bundle(line.item()).bytes();
            if (stored.length != line.size()) {
                throw new IllegalStateException("a bundle is another than it was when its file was begun");
            }
            return line(stored);
        }

        /**
         * A document as one line, as long as it was and one byte more. In JSON a line end stands between values only, since
         * within a string it is escaped (RFC 8259, section 7); there a space does as well.
         */
        static byte[] line(byte[] json) {
            byte[] line = new byte[json.length + 1];
            for (int i = 0; i < json.length; i++) {
                line[i] = json[i] == '\n' || json[i] == '\r' ? (byte) ' ' : json[i];
            }
            line[json.length] = '\n';
            return line;
        }
    }
}
