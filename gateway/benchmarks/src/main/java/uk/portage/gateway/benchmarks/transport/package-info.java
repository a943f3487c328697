/** What it costs to speak TLS. */
@NullMarked
package uk.portage.gateway.benchmarks.transport;

import org.jspecify.annotations.NullMarked;
