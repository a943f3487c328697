/** What became of each element of a document: where it stands in the bundle, or in which way it is lost. */
@NullMarked
package uk.portage.adapter.explain;

import org.jspecify.annotations.NullMarked;
