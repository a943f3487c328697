/** The checks every adapter must pass. */
@NullMarked
package uk.portage.adapter.testkit;

import org.jspecify.annotations.NullMarked;
