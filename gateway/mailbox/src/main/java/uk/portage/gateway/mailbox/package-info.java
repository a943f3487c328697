/** The faces of a destination's mailbox. */
@NullMarked
package uk.portage.gateway.mailbox;

import org.jspecify.annotations.NullMarked;
