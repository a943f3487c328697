/** The ledger entries of the road, composed in one place, and what time alone brings about. */
@NullMarked
package uk.portage.gateway.pipeline.record;

import org.jspecify.annotations.NullMarked;
