/** What a translation costs, by JMH, beside what others cost; and how much of the record it keeps. */
@NullMarked
package uk.portage.gateway.benchmarks.translate;

import org.jspecify.annotations.NullMarked;
