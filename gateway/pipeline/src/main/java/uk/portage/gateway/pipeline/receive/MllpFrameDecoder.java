package uk.portage.gateway.pipeline.receive;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;

/**
 * Finds the frames in the bytes of one connection (HL7 Minimal Lower Layer Protocol, release 1). Its memory is bounded
 * and its time is linear in the bytes, however they are cut.
 *
 * <p>A frame begins with VT and ends with FS CR. FS before anything but CR is data, since a pasted text may hold it. VT
 * within a frame is data too, unless {@code MSH} follows: then the sender has begun again, and to go on would join two
 * records into one.
 */
final class MllpFrameDecoder {

    /** How much of a refused frame is kept, so that the answer can name the message. */
    static final int HEAD_BYTES = 4 * 1024;

    /** How many bytes may stand between two frames before the sender is taken not to speak MLLP. */
    static final int MAX_NOISE_BYTES = 64 * 1024;

    private static final int FIRST_CAPACITY = 4 * 1024;

    /** Buffers up to this capacity stay with their connection and are not counted in the budget. */
    private static final int SMALL_CAPACITY = 64 * 1024;

    private static final byte[] BEGUN_AGAIN = {'M', 'S', 'H'};
    private static final byte[] NOTHING = {};

    private final int maxFrameBytes;
    private final ReceiveBudget budget;

    private State state = State.BETWEEN_FRAMES;
    private byte[] buffer = NOTHING;
    private int size;
    private int scanned;
    private int noise;
    private byte lastDiscarded;
    private long reserved;

    MllpFrameDecoder(int maxFrameBytes, ReceiveBudget budget) {
        this.maxFrameBytes = maxFrameBytes;
        this.budget = budget;
    }

    private enum State {
        BETWEEN_FRAMES,
        IN_FRAME,
        DISCARDING
    }

    /** What the bytes so far amount to. */
    sealed interface Found {

        /** All bytes were taken; no frame has ended. */
        record NothingYet() implements Found {}

        /** A frame ended. */
        record Whole(SourceDocument document) implements Found {}

        /** The sender began again without ending this frame. The new one has begun. */
        record BrokenOff(FrameRefusal refusal) implements Found {}

        /** This frame is not wanted. Its remainder is being discarded. */
        record Unwanted(FrameRefusal refusal) implements Found {}

        /** The remainder of an unwanted frame has passed. */
        record Discarded() implements Found {}
    }

    /** Takes bytes until something is found or there are none left. Bytes after what was found stay in the buffer. */
    Found next(ByteBuf in) {
        return switch (state) {
            case BETWEEN_FRAMES -> seekStart(in);
            case IN_FRAME -> collect(in);
            case DISCARDING -> discard(in);
        };
    }

    boolean isInFrame() {
        return state == State.IN_FRAME;
    }

    boolean isDiscarding() {
        return state == State.DISCARDING;
    }

    /** Stops collecting the frame that has begun; its remainder will be discarded. */
    FrameRefusal giveUp(FailureCode code) {
        FrameRefusal refusal = refusal(code, size);
        lastDiscarded = size == 0 ? 0 : buffer[size - 1];
        forget();
        release();
        state = State.DISCARDING;
        return refusal;
    }

    /** What there is when no more bytes will come. FS as the very last byte ends a frame even without its CR. */
    Found end() {
        if (state != State.IN_FRAME) {
            return new Found.NothingYet();
        }
        if (size > 0 && buffer[size - 1] == Mllp.END_BLOCK) {
            return whole(size - 1);
        }
        return new Found.Unwanted(giveUp(FailureCode.FRAME_INCOMPLETE));
    }

    /** The last document found is no longer held by anyone. */
    void release() {
        long needed = buffer.length > SMALL_CAPACITY ? buffer.length : 0;
        budget.release(reserved - needed);
        reserved = needed;
    }

    /** Gives everything back. */
    void close() {
        forget();
        release();
        state = State.BETWEEN_FRAMES;
    }

    private Found seekStart(ByteBuf in) {
        int skipped = in.bytesBefore(Mllp.START_BLOCK);
        int length = skipped < 0 ? in.readableBytes() : skipped;
        in.skipBytes(length);
        noise += length;
        if (noise > MAX_NOISE_BYTES) {
            state = State.DISCARDING;
            return new Found.Unwanted(new FrameRefusal(FailureCode.UNREADABLE, SourceDocument.of(NOTHING), noise));
        }
        if (skipped < 0) {
            return new Found.NothingYet();
        }
        in.skipBytes(1);
        noise = 0;
        state = State.IN_FRAME;
        return collect(in);
    }

    private Found collect(ByteBuf in) {
        // Two more than the document: its FS and CR.
        int taken = Math.min(in.readableBytes(), maxFrameBytes + 2 - size);
        if (!ensureCapacity(size + taken)) {
            return new Found.Unwanted(giveUp(FailureCode.OVERLOADED));
        }
        in.readBytes(buffer, size, taken);
        size += taken;
        for (int i = scanned; i < size; i++) {
            byte b = buffer[i];
            if (b == Mllp.CARRIAGE_RETURN && i > 0 && buffer[i - 1] == Mllp.END_BLOCK) {
                giveBack(in, size - i - 1);
                return whole(i - 1);
            }
            if (b == 'H' && i >= 3 && isBeginAgain(i - 3)) {
                giveBack(in, size - i - 1);
                Found found = brokenOff(i - 3);
                if (found instanceof Found.NothingYet) {
                    return collect(in);
                }
                return found;
            }
        }
        scanned = size;
        if (size == maxFrameBytes + 2) {
            return new Found.Unwanted(giveUp(FailureCode.OVERSIZED));
        }
        return new Found.NothingYet();
    }

    private boolean isBeginAgain(int at) {
        return buffer[at] == Mllp.START_BLOCK && buffer[at + 1] == 'M' && buffer[at + 2] == 'S';
    }

    private Found whole(int length) {
        SourceDocument document = SourceDocument.of(Arrays.copyOf(buffer, length));
        forget();
        state = State.BETWEEN_FRAMES;
        return new Found.Whole(document);
    }

    /** Ends what came before the VT at this place and begins a frame with the MSH after it. */
    private Found brokenOff(int at) {
        Found found;
        if (at == 0) {
            found = new Found.NothingYet();
        } else if (buffer[at - 1] == Mllp.END_BLOCK) {
            // Some senders end with FS alone.
            found = whole(at - 1);
        } else {
            found = new Found.BrokenOff(refusal(FailureCode.FRAME_INCOMPLETE, at));
        }
        forget();
        ensureCapacity(BEGUN_AGAIN.length);
        System.arraycopy(BEGUN_AGAIN, 0, buffer, 0, BEGUN_AGAIN.length);
        size = BEGUN_AGAIN.length;
        scanned = size;
        state = State.IN_FRAME;
        return found;
    }

    private Found discard(ByteBuf in) {
        while (in.isReadable()) {
            byte b = in.readByte();
            if (b == Mllp.CARRIAGE_RETURN && lastDiscarded == Mllp.END_BLOCK) {
                state = State.BETWEEN_FRAMES;
                return new Found.Discarded();
            }
            lastDiscarded = b;
        }
        return new Found.NothingYet();
    }

    private FrameRefusal refusal(FailureCode code, int length) {
        int kept = Math.min(length, HEAD_BYTES);
        if (kept < length) {
            // Not half a segment, if there is a whole one.
            for (int i = kept; i > 0; i--) {
                if (buffer[i - 1] == Mllp.CARRIAGE_RETURN) {
                    kept = i;
                    break;
                }
            }
        }
        return new FrameRefusal(code, SourceDocument.of(Arrays.copyOf(buffer, kept)), length);
    }

    private static void giveBack(ByteBuf in, int bytes) {
        in.readerIndex(in.readerIndex() - bytes);
    }

    private boolean ensureCapacity(int needed) {
        if (needed <= buffer.length) {
            return true;
        }
        long doubled = Math.max(FIRST_CAPACITY, 2L * buffer.length);
        int capacity = (int) Math.min(maxFrameBytes + 2L, Math.max(needed, doubled));
        if (capacity > SMALL_CAPACITY) {
            if (!budget.reserve(capacity - reserved)) {
                return false;
            }
            reserved = capacity;
        }
        buffer = Arrays.copyOf(buffer, capacity);
        return true;
    }

    private void forget() {
        size = 0;
        scanned = 0;
        if (buffer.length > SMALL_CAPACITY) {
            buffer = NOTHING;
        }
    }
}
