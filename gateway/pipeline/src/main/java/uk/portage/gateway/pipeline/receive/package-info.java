/** Bytes in: bounded framing, who is speaking, one commit, and only then an answer to the sender. */
@NullMarked
package uk.portage.gateway.pipeline.receive;

import org.jspecify.annotations.NullMarked;
