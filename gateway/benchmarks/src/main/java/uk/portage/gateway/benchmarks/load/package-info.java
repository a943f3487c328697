/** A trust under load: synthetic admissions pushed over MLLP, each acknowledgement timed and kept. */
@NullMarked
package uk.portage.gateway.benchmarks.load;

import org.jspecify.annotations.NullMarked;
