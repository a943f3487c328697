/** Destinations that are pushed to: a worker of the gateway collects from their mailboxes for them, and answers. */
@NullMarked
package uk.portage.gateway.mailbox.push;

import org.jspecify.annotations.NullMarked;
