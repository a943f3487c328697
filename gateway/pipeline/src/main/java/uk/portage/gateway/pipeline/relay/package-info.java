/** Moves committed outbox rows to the broker, in order, at least once. */
@NullMarked
package uk.portage.gateway.pipeline.relay;

import org.jspecify.annotations.NullMarked;
