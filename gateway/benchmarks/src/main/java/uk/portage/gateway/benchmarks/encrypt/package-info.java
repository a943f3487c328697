/** What it costs to keep payloads encrypted. */
@NullMarked
package uk.portage.gateway.benchmarks.encrypt;

import org.jspecify.annotations.NullMarked;
