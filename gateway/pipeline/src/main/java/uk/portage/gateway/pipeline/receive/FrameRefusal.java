package uk.portage.gateway.pipeline.receive;

import java.util.Arrays;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;

/**
 * Bytes that never became a document, refused by a transport before anybody could read them.
 *
 * @param code why, for example OVERSIZED, FRAME_TIMEOUT, FRAME_INCOMPLETE or OVERLOADED
 * @param head their first bytes, a few thousand at most, so that the answer can name the message
 * @param size bytes seen until they were refused
 */
public record FrameRefusal(FailureCode code, SourceDocument head, long size) {

    private static final int HEAD_BYTES = 4_096;

    /**
     * Of bytes that are all in memory.
     *
     * @param size bytes seen until they were refused
     */
    public static FrameRefusal of(FailureCode code, byte[] bytes, long size) {
        SourceDocument head = SourceDocument.of(Arrays.copyOf(bytes, Math.min(HEAD_BYTES, bytes.length)));
        return new FrameRefusal(code, head, size);
    }
}
