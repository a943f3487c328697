package uk.portage.gateway.pipeline.receive;

import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;

/**
 * A frame that never became a document.
 *
 * @param code OVERSIZED, FRAME_TIMEOUT, FRAME_INCOMPLETE or OVERLOADED
 * @param head its first bytes, so that the answer can name the message
 * @param size bytes seen until it was refused
 */
record FrameRefusal(FailureCode code, SourceDocument head, long size) {}
