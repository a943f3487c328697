package uk.portage.gateway.pipeline.receive;

import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;

/**
 * Bytes that never became a document, refused by a transport before anybody could read them.
 *
 * @param code why, for example OVERSIZED, FRAME_TIMEOUT, FRAME_INCOMPLETE or OVERLOADED
 * @param head their first bytes, a few thousand at most, so that the answer can name the message
 * @param size bytes seen until they were refused
 */
public record FrameRefusal(FailureCode code, SourceDocument head, long size) {}
