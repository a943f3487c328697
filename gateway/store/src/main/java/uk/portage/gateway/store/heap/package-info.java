/** How much of the heap documents may take at the same time. */
@NullMarked
package uk.portage.gateway.store.heap;

import org.jspecify.annotations.NullMarked;
