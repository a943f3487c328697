/** Conversations with servers of others: connections, tokens, limits, and threads that look again and again. */
@NullMarked
package uk.portage.gateway.mailbox.exchange;

import org.jspecify.annotations.NullMarked;
