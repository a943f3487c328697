/** Reads what an operator writes: configuration, tokens and keys, each fault with its line and its cure. */
@NullMarked
package uk.portage.gateway.app.configuration;

import org.jspecify.annotations.NullMarked;
