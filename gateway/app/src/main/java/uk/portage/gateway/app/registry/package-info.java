/** The organisations that operators register, suspend and give credentials to while the gateway runs. */
@NullMarked
package uk.portage.gateway.app.registry;

import org.jspecify.annotations.NullMarked;
