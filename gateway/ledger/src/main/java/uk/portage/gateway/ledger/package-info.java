/** The append-only record of every transfer: entries, their canonical form, and what follows from them. */
@NullMarked
package uk.portage.gateway.ledger;

import org.jspecify.annotations.NullMarked;
