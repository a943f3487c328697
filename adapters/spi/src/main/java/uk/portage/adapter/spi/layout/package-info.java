/** A document as people look at it: its text, where each element stands in it, and the same document with one altered. */
@NullMarked
package uk.portage.adapter.spi.layout;

import org.jspecify.annotations.NullMarked;
