/** An explanation as one HTML page that needs nothing else. */
@NullMarked
package uk.portage.adapter.explain.page;

import org.jspecify.annotations.NullMarked;
