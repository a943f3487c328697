/** Metrics and pages for those who check; it only reads. */
@NullMarked
package uk.portage.gateway.auditor;

import org.jspecify.annotations.NullMarked;
