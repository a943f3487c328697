/**
 * What operators see and order: what waits and for whom, why something is stuck, where a submission is, and what is to go
 * the road once more. It knows the store; of a record it sees what the ledger says, and never its content.
 */
@NullMarked
package uk.portage.gateway.operator;

import org.jspecify.annotations.NullMarked;
