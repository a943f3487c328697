package uk.portage.gateway.mailbox.mesh;

import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import uk.portage.gateway.store.heap.DocumentHeap;
import uk.portage.gateway.store.heap.HeapRoom;

/** Reads the content of a request, decoded, within its limits. */
final class Body {

    private static final int SEGMENT = 256 * 1024;

    private Body() {}

    /** What was read. */
    sealed interface Read {

        /** All of it; the array is the reader's own. */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Whole(byte[] bytes) implements Read {

            @Override
            public String toString() {
                return "Whole[" + bytes.length + " bytes]";
            }
        }

        /** It is larger than allowed. */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record TooLarge(byte[] head, long size) implements Read {

            @Override
            public String toString() {
                return "TooLarge[" + size + " bytes]";
            }
        }
    }

    /**
     * @param gzip whether it comes compressed
     * @param limit the most bytes it may have, decoded
     * @throws MeshRefusedException 413 if the request itself is too large, 422 if it is not what gzip makes, 503 if there
     *     is no room for it now
     */
    static Read read(HttpServletRequest request, boolean gzip, int limit, HeapRoom.Share memory) throws IOException {
        if (request.getContentLengthLong() > MeshSettings.Limits.LARGEST) {
            throw new MeshRefusedException(MeshRefusal.tooLarge(MeshSettings.Limits.LARGEST));
        }
        InputStream sent = new Counted(request.getInputStream());
        if (!gzip) {
            return read(sent, limit, memory);
        }
        try (InputStream decoded = new GZIPInputStream(sent, SEGMENT)) {
            return read(decoded, limit, memory);
        } catch (ZipException | EOFException notGzip) {
            throw new MeshRefusedException(MeshRefusal.sending(422, "the content is not compressed with gzip"));
        }
    }

    private static Read read(InputStream stream, int limit, HeapRoom.Share memory) throws IOException {
        List<byte[]> segments = new ArrayList<>();
        long size = 0;
        while (true) {
            if (!memory.growTo(2 * (size + SEGMENT), DocumentHeap.PATIENCE)) {
                throw new MeshRefusedException(MeshRefusal.unavailable());
            }
            byte[] segment = stream.readNBytes(SEGMENT);
            if (segment.length == 0) {
                break;
            }
            segments.add(segment);
            size += segment.length;
            if (size > limit) {
                return new Read.TooLarge(segments.get(0), size);
            }
        }
        byte[] whole = new byte[Math.toIntExact(size)];
        int at = 0;
        for (byte[] segment : segments) {
            System.arraycopy(segment, 0, whole, at, segment.length);
            at += segment.length;
        }
        return new Read.Whole(whole);
    }

    /** Ends a request that goes on beyond the limit, whatever it said of its length. */
    private static final class Counted extends InputStream {
        private final PushbackInputStream stream;
        private long left = MeshSettings.Limits.LARGEST;

        Counted(InputStream stream) {
            this.stream = new PushbackInputStream(stream, 1);
        }

        /** By this the decoder decides whether another member of a compressed file follows: it must not guess. */
        @Override
        public int available() throws IOException {
            int next = stream.read();
            if (next < 0) {
                return 0;
            }
            stream.unread(next);
            return 1;
        }

        @Override
        public int read() throws IOException {
            int read = stream.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = stream.read(buffer, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) {
            left -= read;
            if (left < 0) {
                throw new MeshRefusedException(MeshRefusal.tooLarge(MeshSettings.Limits.LARGEST));
            }
        }
    }
}
