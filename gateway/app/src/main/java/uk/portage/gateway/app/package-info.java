/** The gateway put together and started, and the only room that knows Spring. */
@NullMarked
package uk.portage.gateway.app;

import org.jspecify.annotations.NullMarked;
