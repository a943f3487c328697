/** Tests of the whole gateway: architecture, outages, load, end to end and browser. */
@NullMarked
package uk.portage.gateway.proofs;

import org.jspecify.annotations.NullMarked;
