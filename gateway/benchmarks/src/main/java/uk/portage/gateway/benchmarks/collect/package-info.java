/** What it costs to collect: pages of a full mailbox, each face's processor time and memory, the time to a notification. */
@NullMarked
package uk.portage.gateway.benchmarks.collect;

import org.jspecify.annotations.NullMarked;
