/** The figures of a period as they may be published: pure functions from the ledger's rollups, small numbers hidden. */
@NullMarked
package uk.portage.gateway.auditor.report;

import org.jspecify.annotations.NullMarked;
