/** The consumers of the destinations' queues: whole bundles into mailboxes. */
@NullMarked
package uk.portage.gateway.pipeline.deliver;

import org.jspecify.annotations.NullMarked;
