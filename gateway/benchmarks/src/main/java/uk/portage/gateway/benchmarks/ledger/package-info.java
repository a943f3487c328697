/** What the ledger's integrity costs. */
@NullMarked
package uk.portage.gateway.benchmarks.ledger;

import org.jspecify.annotations.NullMarked;
