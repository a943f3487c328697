/**
 * How GP2GP, the transfer of records between general practices in England, classifies a transfer: its messages, its clock
 * and the order of its decisions, after the published pipeline of its registrations data. It knows nothing of this
 * gateway's transfers.
 */
@NullMarked
package uk.portage.gateway.ledger.gp2gp;

import org.jspecify.annotations.NullMarked;
