/** Finds out offline whether an exported ledger is what was signed. Nothing here knows the gateway. */
@NullMarked
package uk.portage.verifier;

import org.jspecify.annotations.NullMarked;
