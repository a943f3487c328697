/** Plays months of a country's transfers into an empty ledger, and writes down beside it what is true of them. */
@NullMarked
package uk.portage.gateway.app.simulate;

import org.jspecify.annotations.NullMarked;
