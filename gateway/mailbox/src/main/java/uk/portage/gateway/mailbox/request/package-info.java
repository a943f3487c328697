/** Asks organisations for the records that destinations have requested, and hands the answers to the road. */
@NullMarked
package uk.portage.gateway.mailbox.request;

import org.jspecify.annotations.NullMarked;
