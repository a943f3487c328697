/** The one road from receipt to delivery, and the only room that knows Camel. */
@NullMarked
package uk.portage.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
