/** Where a record goes: rules, receivers and caseloads, as plain data. */
@NullMarked
package uk.portage.gateway.pipeline.route;

import org.jspecify.annotations.NullMarked;
