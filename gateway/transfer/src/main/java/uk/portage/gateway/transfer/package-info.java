/** The words of the gateway: organisations, submissions, transfers and what may become of them. */
@NullMarked
package uk.portage.gateway.transfer;

import org.jspecify.annotations.NullMarked;
