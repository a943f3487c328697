/** Files that others change while the gateway runs. */
@NullMarked
package uk.portage.gateway.pipeline.watch;

import org.jspecify.annotations.NullMarked;
