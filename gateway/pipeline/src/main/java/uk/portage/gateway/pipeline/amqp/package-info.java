/** The AMQP 1.0 face of mailboxes: a broker of its own that holds nothing, filled from the store. */
@NullMarked
package uk.portage.gateway.pipeline.amqp;

import org.jspecify.annotations.NullMarked;
