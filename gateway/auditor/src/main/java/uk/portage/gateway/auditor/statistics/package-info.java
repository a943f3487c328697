/** The arithmetic of the portability target: pure functions over counts, without names, clocks or stores. */
@NullMarked
package uk.portage.gateway.auditor.statistics;

import org.jspecify.annotations.NullMarked;
