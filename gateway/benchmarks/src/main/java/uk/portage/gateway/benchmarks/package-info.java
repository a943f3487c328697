/** Measurements of the gateway by JMH. */
@NullMarked
package uk.portage.gateway.benchmarks;

import org.jspecify.annotations.NullMarked;
