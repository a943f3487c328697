/** What an adapter is: the only package the author of a new source format has to read. */
@NullMarked
package uk.portage.adapter.spi;

import org.jspecify.annotations.NullMarked;
